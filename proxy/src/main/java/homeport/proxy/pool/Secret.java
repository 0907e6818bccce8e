package homeport.proxy.pool;

import homeport.proxy.auth.Md5Password;
import homeport.proxy.auth.ScramPassword;
import homeport.proxy.auth.ScramVerifier;
import homeport.proxy.pool.Credentials.Answer;
import homeport.proxy.pool.Credentials.Proof;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * What a user's password was made into, once for each version of it, since that costs milliseconds.
 *
 * @param atServer how the proxy proves itself at a server; empty when the server takes its word
 * @param previous the same by the password before the last rotation
 */
record Secret(
        String version,
        Proof client,
        Optional<ScramVerifier> scram,
        Optional<Md5Password> md5,
        Optional<ScramPassword> atServer,
        Optional<ScramPassword> previous) {

    static Secret of(String user, Answer.Password password, SecureRandom random) {
        return new Secret(
                password.version(),
                password.client(),
                password.client() == Proof.SCRAM
                        ? Optional.of(ScramVerifier.of(password.current(), random))
                        : Optional.empty(),
                password.client() == Proof.MD5
                        ? Optional.of(Md5Password.of(user, password.current()))
                        : Optional.empty(),
                Optional.of(new ScramPassword(password.current())),
                password.previous().map(ScramPassword::new));
    }

    static Secret ofTokens() {
        return new Secret(
                "",
                Proof.TOKEN,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public String toString() {
        return "Secret[version=" + version + ", ***]";
    }
}
