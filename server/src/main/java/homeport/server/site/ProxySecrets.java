package homeport.server.site;

import homeport.control.dbproxy.AuthEntry;
import homeport.control.dbproxy.ProxyPlan;
import homeport.proxy.auth.DbResource;
import homeport.proxy.auth.DbTokens;
import homeport.proxy.pool.Credentials;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The users of one DB proxy, from the secrets that its auth entries name. Texts: log lines of RDS
 * Proxy in public reports. Safe from any thread.
 */
final class ProxySecrets implements Credentials {
    private static final Logger LOG = LoggerFactory.getLogger(ProxySecrets.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String NOT_RETRIEVED = "Credentials couldn't be retrieved. ";

    private final ProxyKeeper.Around around;
    private volatile ProxyPlan plan;

    /** Reads secrets as a role may. */
    interface Reader {
        /**
         * @param roleArn who reads
         * @return the current value and the one before it; empty when there is no such secret, or
         *     the role may not read it
         */
        Optional<Values> read(String secretArn, String roleArn);

        /** Versions of a secret. */
        record Values(String current, Optional<String> previous) {
            @Override
            public String toString() {
                return "Values[***]";
            }
        }
    }

    /** A secret's user and password. */
    private record Login(AuthEntry entry, String user, String password, Optional<String> previous) {
        @Override
        public String toString() {
            return "Login[" + user + ", ***]";
        }
    }

    ProxySecrets(ProxyKeeper.Around around, ProxyPlan plan) {
        this.around = around;
        this.plan = plan;
    }

    void plan(ProxyPlan now) {
        plan = now;
    }

    /** Why nobody can come in; empty when somebody can. */
    Optional<String> trouble() {
        ProxyPlan its = plan;
        if (its.iamToDatabase()) return Optional.empty();
        for (AuthEntry entry : its.auth())
            if (login(its, entry).isPresent()) return Optional.empty();
        return Optional.of("Proxy does not have any registered credentials");
    }

    @Override
    public Answer of(String user) {
        ProxyPlan its = plan;
        if (its.iamToDatabase()) return new Answer.Tokens();
        List<Login> found = new ArrayList<>();
        List<String> unread = new ArrayList<>();
        for (AuthEntry entry : its.auth()) {
            Optional<Login> login = login(its, entry);
            if (login.isEmpty()) unread.add(entry.secretArn());
            login.filter(one -> one.user.equals(user)).ifPresent(found::add);
        }
        if (found.size() > 1)
            return new Answer.Unreadable(
                    NOT_RETRIEVED
                            + "The database user \""
                            + user
                            + "\" was found in multiple DB proxy authentication entries");
        if (found.isEmpty() && !unread.isEmpty())
            return new Answer.Unreadable(
                    NOT_RETRIEVED
                            + "The IAM role \"%s\" is not authorized to read the AWS Secrets Manager secret with the ARN \"%s\""
                                    .formatted(its.roleArn(), unread.getFirst()));
        if (found.isEmpty()) return new Answer.Unknown();
        Login login = found.getFirst();
        return new Answer.Password(
                version(login), login.password, login.previous, proof(login.entry));
    }

    private static Proof proof(AuthEntry entry) {
        if (entry.iam() == AuthEntry.Iam.REQUIRED) return Proof.TOKEN;
        return switch (entry.clientPassword()) {
            case POSTGRES_SCRAM_SHA_256 -> Proof.SCRAM;
            case POSTGRES_MD5 -> Proof.MD5;
        };
    }

    private Optional<Login> login(ProxyPlan its, AuthEntry entry) {
        return around.secrets()
                .read(entry.secretArn(), its.roleArn())
                .flatMap(values -> {
                    Optional<JsonNode> now = parsed(values.current());
                    Optional<String> user = now.flatMap(json -> text(json, "username"));
                    Optional<String> password = now.flatMap(json -> text(json, "password"));
                    if (user.isEmpty() || password.isEmpty()) return Optional.empty();
                    Optional<String> previous =
                            values.previous()
                                    .flatMap(ProxySecrets::parsed)
                                    .filter(json -> text(json, "username").equals(user))
                                    .flatMap(json -> text(json, "password"));
                    return Optional.of(new Login(entry, user.get(), password.get(), previous));
                });
    }

    private static Optional<JsonNode> parsed(String value) {
        try {
            return Optional.of(JSON.readTree(value));
        } catch (JacksonException notJson) {
            LOG.debug("a secret of a proxy is not JSON"); // its text is a secret
            return Optional.empty();
        }
    }

    private static Optional<String> text(JsonNode json, String key) {
        return Optional.ofNullable(json.get(key))
                .filter(JsonNode::isString)
                .map(JsonNode::asString);
    }

    /** Tells one content from another, and not the content. */
    private static String version(Login login) {
        try {
            byte[] text =
                    (login.password + "\0" + login.previous.orElse(""))
                            .getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException("every JDK has SHA-256", never);
        }
    }

    @Override
    public boolean admits(String user, String token) {
        ProxyPlan its = plan;
        Set<String> hosts = new HashSet<>();
        for (ProxyPlan.Endpoint endpoint : its.endpoints())
            hosts.addAll(List.of(endpoint.host(), endpoint.address()));
        int port = its.endpoints().getFirst().port();
        DbResource resource = new DbResource(its.region(), its.account(), its.id(), hosts, port);
        DbTokens.Verdict verdict =
                around.tokens().check(token, user, resource, around.clock().instant());
        verdict.refusal()
                .ifPresent(why ->
                        LOG.info(
                                "proxy {}: a token of {} was refused: {}, {}",
                                its.name(),
                                Readable.of(user),
                                why.text(),
                                Readable.of(verdict.because())));
        return verdict.refusal().isEmpty();
    }
}
