"""The authors' tools: text and notebook in step, executed, released, checked.

=============  ==================================================================
pairs          which text notebooks there are, and what each is
text           reading and writing both sides of a pair; stable cell ids; hashes
execute        running a notebook, and leaving nothing of the machine in it
release        an assignment's solutions -> what learners get
sync           keeping everything in step
contract       what a lesson's text has to be
coverage       whether exercises, cells and attempts fit together
inspection     everything that ``gangway notebooks check`` looks at
comparison     what nbval compares of a notebook
stats          how much there is
=============  ==================================================================

Nothing heavy is imported before it is used.
"""
