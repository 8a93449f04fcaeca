"""What people may type: WTForms in, one command out; one file per area."""
