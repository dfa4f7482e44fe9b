"""The pages: one module each, whose `add(service, reads)` registers its `@ui.page`."""
