"""Documents: page objects in, bytes out; and documents in, read with nothing in them believed."""
