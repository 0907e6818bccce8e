package homeport.store;

/**
 * The store cannot be read or written. After a failed commit, whether it happened is unknown: read
 * again, unless the message says that nothing was changed.
 */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
