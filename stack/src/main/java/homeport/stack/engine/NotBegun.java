package homeport.stack.engine;

/** Nobody wants it any more, and nothing has been asked for yet. */
final class NotBegun extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotBegun() {
        super("not begun", null, false, false);
    }
}
