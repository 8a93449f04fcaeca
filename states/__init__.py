"""What a procedure is: its words, its reader, and the editions in force. Imports only the standard library."""
