package homeport.stack.engine;

/** One resource came to a bad end, and an event says so. */
final class StepFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepFailed(String why) {
        super(why, null, false, false);
    }
}
