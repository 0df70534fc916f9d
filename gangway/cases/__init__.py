"""Running cases: data that lessons share, made by seeded generators and labelled illustrative."""
