package homeport.proxy.pool;

import java.util.Optional;

/**
 * What a proxy knows of a database user. Declared here, answered by whoever has the secrets. Called
 * from a virtual thread; may wait.
 */
public interface Credentials {
    /**
     * How clients that call themselves {@code user} prove it, and how the proxy does at servers.
     */
    Answer of(String user);

    /** Whether a token is good for a user of this proxy, over TLS. */
    boolean admits(String user, String token);

    /** What is known of a user. */
    sealed interface Answer {
        /**
         * A password of a secret.
         *
         * @param version tells one content of the secret from another
         * @param previous what it was before it was rotated
         * @param client how clients prove themselves
         */
        record Password(String version, String current, Optional<String> previous, Proof client)
                implements Answer {
            /** Without the passwords. */
            @Override
            public String toString() {
                return "Password[version=" + version + ", ***, client=" + client + "]";
            }
        }

        /** Clients bring tokens, and the server takes the proxy's word for them. */
        record Tokens() implements Answer {}

        /** The proxy has no credentials for this user. */
        record Unknown() implements Answer {}

        /** The secret cannot be read; {@code because} goes to the log, not to the client. */
        record Unreadable(String because) implements Answer {}
    }

    /** How a client proves who it is. */
    enum Proof {
        /** By the password, in SCRAM-SHA-256. */
        SCRAM,
        /** By the password, in MD5. */
        MD5,
        /** By an IAM token. */
        TOKEN
    }
}
