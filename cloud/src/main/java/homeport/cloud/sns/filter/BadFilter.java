package homeport.cloud.sns.filter;

/** The document is no filter policy; the message says why. */
public final class BadFilter extends Exception {
    private static final long serialVersionUID = 1L;

    BadFilter(String why) {
        super(why);
    }
}
