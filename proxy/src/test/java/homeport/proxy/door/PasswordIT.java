package homeport.proxy.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import homeport.proxy.auth.Md5Password;
import homeport.proxy.auth.ScramClient;
import homeport.proxy.auth.ScramPassword;
import homeport.proxy.auth.ScramServer;
import homeport.proxy.loop.Loop;
import homeport.wire.Answers;
import homeport.wire.Authentication;
import homeport.wire.BackendMessages;
import homeport.wire.Message;
import java.io.IOException;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Our clients' sides of SCRAM and MD5 sign in at a real PostgreSQL, which made the verifiers. */
@ExtendWith(World.Given.class)
class PasswordIT {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES_MAX = 8192;

    /** What is set, and another spelling that is the same to PostgreSQL. */
    private static final String[][] PASSWORDS = {
        {"pencil", "pencil"},
        {"a\tb ", "a\tb "},
        {"I\u00adX", "IX"},
        {"\u2168", "IX"},
        {"p\u00a0q", "p q"},
        {"gr\u00fcn", "gru\u0308n"},
        {"\u0627\u0031", "\u0627\u0031"},
        {"\u0221\u00aa", "\u0221\u00aa"},
        {"\ud83d\ude00", "\ud83d\ude00"},
    };

    private final World world;

    PasswordIT(World world) {
        this.world = world;
    }

    @Test
    void scramSignsInWithWhateverIsSet() throws Exception {
        String[] roles = new String[PASSWORDS.length];
        for (int i = 0; i < roles.length; i++)
            roles[i] = "create role p%d login password '%s'".formatted(i, PASSWORDS[i][0]);
        world.postgres.sql(roles);
        for (int i = 0; i < PASSWORDS.length; i++) {
            assertEquals("", scram("p" + i, PASSWORDS[i][0]));
            assertEquals("", scram("p" + i, PASSWORDS[i][1]));
            assertEquals("28P01", scram("p" + i, PASSWORDS[i][1] + "x"));
        }
    }

    @Test
    void md5SignsIn() throws Exception {
        world.postgres.sql(
                "set password_encryption = 'md5'; create role old login password 's3cr\u00e9t'");
        assertEquals("", md5("old", "s3cr\u00e9t"));
        assertEquals("28P01", md5("old", "secret"));
    }

    /** The SQLSTATE of the refusal; empty when it is in. */
    private String scram(String user, String password) throws Exception {
        try (Loop loop = World.kind().start("password")) {
            Link server = opened(loop, user);
            Inbox inbox = new Inbox(server, Ended.SERVER_CLOSED);
            assertEquals(
                    ScramServer.MECHANISM,
                    Authentication.mechanisms(inbox.message(BYTES_MAX)).getFirst());
            ScramClient client = ScramClient.of(new ScramPassword(password), RANDOM);
            say(server, Answers.ofSaslInitial(ScramServer.MECHANISM, client.first()));
            byte[] challenge = Authentication.rest(inbox.message(BYTES_MAX));
            ScramClient.Answer answer = client.answer(challenge);
            say(server, Answers.ofSasl(answer.last()));
            Message last = inbox.message(BYTES_MAX);
            if (last.type() == BackendMessages.ERROR) return BackendMessages.sqlState(last);
            assertEquals(Authentication.SASL_FINAL, Authentication.code(last));
            answer.check(Authentication.rest(last));
            byte[] forged = Authentication.rest(last);
            forged[2] = (byte) (forged[2] == 'A' ? 'B' : 'A');
            assertThrows(IOException.class, () -> answer.check(forged));
            assertEquals(Authentication.OK, Authentication.code(inbox.message(BYTES_MAX)));
            return "";
        }
    }

    private String md5(String user, String password) throws Exception {
        try (Loop loop = World.kind().start("password")) {
            Link server = opened(loop, user);
            Inbox inbox = new Inbox(server, Ended.SERVER_CLOSED);
            Message asked = inbox.message(BYTES_MAX);
            assertEquals(Authentication.MD5, Authentication.code(asked));
            byte[] salt = Authentication.rest(asked);
            say(server, Answers.ofPassword(Md5Password.of(user, password).answer(salt)));
            Message last = inbox.message(BYTES_MAX);
            if (last.type() == BackendMessages.ERROR) return BackendMessages.sqlState(last);
            assertEquals(Authentication.OK, Authentication.code(last));
            return "";
        }
    }

    private Link opened(Loop loop, String user) throws IOException {
        Link server = Link.connect(loop, world.postgres.socket(), () -> true);
        server.write(RawClient.startup("user\0" + user + "\0database\0postgres\0\0"));
        return server;
    }

    private static void say(Link server, Message message) {
        server.write(message.frame());
    }
}
