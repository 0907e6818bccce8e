package homeport.proxy.door;

import java.io.IOException;

/** One of the two peers went away while the client signed in. */
final class Gone extends IOException {
    private static final long serialVersionUID = 1;

    final Ended why;

    Gone(Ended why, String message) {
        super(message);
        this.why = why;
    }

    Gone(Ended why, IOException cause) {
        super(cause.getMessage(), cause);
        this.why = why;
    }
}
