package homeport.wire;

import java.io.IOException;

/** The peer broke the protocol: tell it with {@link #sqlState} and close the connection. */
public final class ProtocolException extends IOException {
    /** SQLSTATE {@code protocol_violation}. */
    public static final String VIOLATION = "08P01";

    private static final long serialVersionUID = 1;

    private final String sqlState;

    /** A plain violation, 08P01. */
    public ProtocolException(String message) {
        this(VIOLATION, message);
    }

    /** A violation that has a SQLSTATE of its own. */
    public ProtocolException(String sqlState, String message) {
        super(message);
        this.sqlState = sqlState;
    }

    public String sqlState() {
        return sqlState;
    }
}
