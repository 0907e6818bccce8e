package homeport.proxy.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The old way to prove a password. */
class Md5PasswordTest {
    private static final byte[] SALT = {1, 2, 3, 4};

    @Test
    void theAnswerIsWhatPostgresqlComputes() {
        assertEquals(
                "md5850be429f1fe77df3f603ac424abb440",
                Md5Password.of("joe", "secret").answer(SALT));
    }

    @Test
    void onlyTheRightAnswerIsTaken() {
        Md5Password joe = Md5Password.of("joe", "secret");
        assertTrue(joe.isAnswered(SALT, joe.answer(SALT)));
        assertFalse(joe.isAnswered(new byte[4], joe.answer(SALT)));
        assertFalse(joe.isAnswered(SALT, Md5Password.of("ann", "secret").answer(SALT)));
        assertFalse(joe.isAnswered(SALT, "md5"));
        assertFalse(joe.isAnswered(SALT, "secret"));
        assertFalse(Md5Password.mock().isAnswered(SALT, Md5Password.mock().answer(SALT)));
    }
}
