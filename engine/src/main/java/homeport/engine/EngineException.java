package homeport.engine;

/**
 * The engine did not do what it was told; the message says what it printed and is fit for an event.
 */
public class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EngineException(String message) {
        super(message);
    }

    public EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
