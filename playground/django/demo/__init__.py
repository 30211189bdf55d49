"""A small microblog behind every token system that Sojourn speaks."""
