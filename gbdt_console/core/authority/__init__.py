"""Tell whether an engine may give orders, and on which machine the journal gives them."""
