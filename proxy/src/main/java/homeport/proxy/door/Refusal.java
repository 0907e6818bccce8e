package homeport.proxy.door;

import homeport.wire.BackendMessages;
import homeport.wire.Message;
import java.util.Optional;

/** The door says no. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final String sqlState;
    private final transient Optional<String> hint;

    Refusal(String sqlState, String message, Optional<String> hint) {
        super(message, null, false, false);
        this.sqlState = sqlState;
        this.hint = hint;
    }

    /** What the client is told. */
    Message message() {
        return BackendMessages.fatal(sqlState, getMessage(), hint);
    }
}
