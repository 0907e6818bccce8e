package homeport.server.fault;

/** A fault was not carried out; the message says why and what to do. */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    public Refused(String sentence) {
        super(sentence);
    }

    Refused(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
