"""What we answer in our own words (RFC 5321 §4.2.3, RFC 3463). Fixed: nothing of an error or a message."""

from gateway.smtp.doorkeeper import Turned

ACCEPTED = "250 2.0.0 Accepted as {id}"
BARE_LINE_END = "550 5.6.11 The message has a CR or LF on its own; lines end with CRLF (RFC 5321 2.3.8)"
CLOSING = "421 4.3.2 Service closing"
DISK_FULL = "452 4.3.1 Insufficient storage, try again later"
HIDDEN_END = "550 5.6.11 The message has a line of NUL bytes and a dot, which some servers take for its end"
HEADER_TOO_LARGE = "552 5.3.4 The header of the message is too large"
IDLE = "421 4.4.2 Idle for too long"
LINE_TOO_LONG = "500 Command line too long"
LOCAL_ERROR = "451 4.3.0 Local error, try again later"
LOGIN_FAILED_TOO_OFTEN = "421 4.7.0 Too many failed logins, try again later"
LOGIN_FAILED = "535 5.7.8 Authentication credentials invalid"
LOGIN_NEEDS_TLS = "538 5.7.11 Encryption required for requested authentication mechanism"
LOGIN_NOT_NOW = "503 5.5.1 AUTH is not possible now"
LOGIN_NOT_OFFERED = "502 5.5.1 AUTH is not offered"
LOGIN_OK = "235 2.7.0 Authentication successful"
LOGIN_SYNTAX = "501 5.5.2 Cannot decode the credentials"
LOGIN_UNKNOWN = "504 5.5.4 Authentication mechanism not supported"
LOOP = "554 5.4.6 Mail loop: this message has been here before"
NEEDS_SMTPUTF8 = "553 5.6.7 An address beyond ASCII needs SMTPUTF8 (RFC 6531)"
NO_COMMAND = "500 Error: bad syntax"
NOT_THEIR_ADDRESS = "553 5.7.1 You have signed in, and this is not an address of that login"
NOT_THEIR_HEADER = "550 5.7.1 From and Sender of the message must be addresses of the login that sends it"
MISBEHAVED = "421 4.7.0 Too many errors, or too many commands without a message"
NOT_PROVED = "550 5.7.1 Nothing in this message proves that it comes from the school's own mail server"
NOT_A_CLIENT = "554 5.7.1 Relay access denied"
RECIPIENT_OK = "250 2.1.5 Ok"
SENDER_NOT_OURS = "550 5.7.1 The sender is not in a domain of this school"
SENDER_OK = "250 2.1.0 Ok"
TALKED_AHEAD = "554 5.5.0 A command came before its turn; wait for each answer (RFC 2920 3.1)"
TOO_LARGE = "552 5.3.4 Message too large"
TOO_SLOW = "421 4.4.2 The message comes too slowly, or not at all"
TOO_MANY_CONNECTIONS = "421 4.3.2 Too many connections, try again later"
TOO_MANY_FROM_YOU = "421 4.7.0 Too many connections from your address, try again later"
TOO_MANY_HOPS = "554 5.4.6 Too many hops"
TOO_MANY_RECIPIENTS = "452 4.5.3 Too many recipients"
TOO_MANY_UNKNOWN = "502 5.5.1 Too many unrecognized commands, goodbye."
UNKNOWN_COMMAND = '500 Error: command "{word}" not recognized'

NO_PLACE = {
    Turned.FULL: TOO_MANY_CONNECTIONS,
    Turned.TOO_MANY: TOO_MANY_FROM_YOU,
    Turned.TOO_OFTEN: TOO_MANY_FROM_YOU,
}
