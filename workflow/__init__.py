"""What happens to a proposal: rules, handlers, pages and doors. `workflow/README.md` draws the house."""
