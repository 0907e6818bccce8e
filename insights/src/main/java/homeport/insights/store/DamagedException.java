package homeport.insights.store;

import java.io.IOException;

/** A file does not hold what it should; what it held is lost. */
final class DamagedException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedException(String message) {
        super(message);
    }
}
