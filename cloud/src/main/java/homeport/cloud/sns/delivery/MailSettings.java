package homeport.cloud.sns.delivery;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How mail leaves.
 *
 * @param smtp a server that relays for this machine; without TLS and without a password
 * @param folder where each mail becomes a file instead
 * @param from the sender's address
 */
public record MailSettings(Optional<Server> smtp, Optional<Path> folder, String from) {
    public static final String FROM_DEFAULT = "homeport@localhost";
    public static final MailSettings NONE =
            new MailSettings(Optional.empty(), Optional.empty(), FROM_DEFAULT);

    /**
     * @param port 1 to 65535
     */
    public record Server(String host, int port) {}

    /**
     * @throws IllegalArgumentException the sender is no address, or both ways are there
     */
    public MailSettings {
        if (!isAddress(from))
            throw new IllegalArgumentException(
                    "the sender of mail is " + from + ", allowed: an address like me@example.com");
        if (smtp.isPresent() && folder.isPresent())
            throw new IllegalArgumentException("mail goes to a server or to a folder, not to both");
    }

    /** An address as a mailbox is written, without a name; it can hold no line break. */
    public static boolean isAddress(String text) {
        return text.length() <= 254
                && text.matches("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,189}");
    }
}
