package homeport.stack.engine;

/** The engine stops; the operation goes on at the next start. */
final class Closing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Closing() {
        super("the engine is closing", null, false, false);
    }
}
