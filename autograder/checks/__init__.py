"""What can be asked of an answer, a module for each kind. Every check yields findings; none means right."""
