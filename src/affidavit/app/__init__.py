"""How is it used? The pipeline, its executors, and the command line."""
