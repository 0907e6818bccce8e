package homeport.server.top;

/** There is no load to show; the message says why, and what to do. */
public final class NotShown extends Exception {
    private static final long serialVersionUID = 1L;

    public NotShown(String sentence) {
        super(sentence);
    }
}
