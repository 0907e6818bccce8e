package homeport.server.demo;

import homeport.server.stage.Stage;
import java.security.SecureRandom;
import java.util.Base64;

/** One part of the tour. */
interface Chapter {
    String title();

    /**
     * @throws Exception the promise did not hold; the message says what was seen
     */
    void play(Stage stage, Tale tale) throws Exception;

    /** A new one. */
    static String password() {
        byte[] bytes = new byte[18];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }
}
