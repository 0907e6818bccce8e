package homeport.store;

/**
 * The store cannot be read or written. After a failed commit, whether it happened is unknown: read
 * again.
 */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
