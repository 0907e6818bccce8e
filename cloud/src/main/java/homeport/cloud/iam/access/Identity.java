package homeport.cloud.iam.access;

import homeport.aws.AwsException;
import homeport.aws.Call.Caller;
import homeport.aws.Credentials;
import homeport.aws.Permission;
import homeport.cloud.iam.directory.Directory;
import homeport.cloud.iam.directory.IdentityStore;
import homeport.cloud.iam.directory.Ids;
import homeport.cloud.iam.directory.Key;
import homeport.cloud.iam.directory.Role;
import homeport.cloud.iam.policy.Ask;
import homeport.cloud.iam.policy.Facts;
import homeport.cloud.iam.policy.Policy;
import homeport.cloud.secret.Sealer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Access keys and session tokens to whoever is behind them, and what they may do. Safe from any
 * thread.
 */
public final class Identity implements Credentials {
    private final IdentityStore store;
    private final Sealer sealer;
    private final Tokens tokens;
    private final Policies policies = new Policies();
    private final RootKey root;
    private final String account;
    private final Neighbours neighbours;

    /**
     * @param account twelve digits
     */
    public Identity(
            IdentityStore store,
            Sealer sealer,
            RootKey root,
            String account,
            Neighbours neighbours) {
        this.store = store;
        this.sealer = sealer;
        this.tokens = new Tokens(sealer);
        this.root = root;
        this.account = account;
        this.neighbours = neighbours;
    }

    /**
     * Whose signature can be checked now.
     *
     * @param secret signs; never to be logged
     * @param until when a temporary key ends, which may be over
     */
    public record Signer(
            String secret,
            Caller caller,
            Optional<Instant> until,
            Principal principal,
            Identity identity) {
        /**
         * Whether the signer may do this now; for what is asked outside the AWS APIs, as a database
         * connection is: nothing is known of the request but who and when.
         *
         * @param action {@code rds-db:connect}
         * @param resource an ARN
         */
        public boolean may(String action, String resource, Instant now) {
            return identity.may(principal, action, resource, now);
        }

        @Override
        public String toString() {
            return "Signer[***, " + caller + "]";
        }
    }

    /**
     * @param sessionToken of temporary keys, and only of those
     * @return empty when there is no such key, it is not active, its owner is gone, or the token is
     *     not its own
     */
    public Optional<Signer> signer(String accessKeyId, Optional<String> sessionToken) {
        if (sessionToken.isPresent()) return ofSession(accessKeyId, sessionToken.get());
        if (accessKeyId.equals(root.id()))
            return Optional.of(
                    signer(accessKeyId, root.secret(), new Principal.Root(Optional.empty())));
        Directory directory = store.read();
        Optional<Key> key = directory.key(accessKeyId).filter(Key::active);
        return key.flatMap(held -> directory.userById(held.userId()))
                .map(user ->
                        signer(
                                accessKeyId,
                                unsealed(key.get()),
                                new Principal.OfUser(user, Optional.empty())));
    }

    private Optional<Signer> ofSession(String accessKeyId, String token) {
        Optional<Session> session = tokens.read(accessKeyId, token);
        if (session.isEmpty()) return Optional.empty();
        return principal(session.get())
                .map(principal -> signer(accessKeyId, session.get().secret(), principal));
    }

    private Optional<Principal> principal(Session session) {
        Directory directory = store.read();
        return switch (session.of()) {
            case ROOT -> Optional.of(new Principal.Root(Optional.of(session)));
            case USER ->
                    directory
                            .userById(session.principalId())
                            .map(user -> new Principal.OfUser(user, Optional.of(session)));
            case ROLE ->
                    directory
                            .roleById(session.principalId())
                            .map(role -> new Principal.OfRole(role, session));
        };
    }

    private Signer signer(String accessKeyId, String secret, Principal principal) {
        return new Signer(
                secret,
                principal.caller(accessKeyId, account),
                principal.session().map(Session::expires),
                principal,
                this);
    }

    @Override
    public Optional<AccessKey> find(
            String accessKeyId, Optional<String> sessionToken, Instant now) {
        Optional<Signer> found = signer(accessKeyId, sessionToken);
        if (found.flatMap(Signer::until).filter(end -> !now.isBefore(end)).isPresent())
            throw new AwsException(
                    "ExpiredToken", "The security token included in the request is expired");
        return found.map(signer ->
                new AccessKey(
                        signer.secret(),
                        signer.caller(),
                        new Gate(signer.principal(), store, policies, neighbours)));
    }

    private boolean may(Principal principal, String action, String resource, Instant now) {
        Facts facts = principal.facts(account);
        Gate.time(facts, now);
        if (Gate.isSecret(resource)) {
            facts.family("aws:ResourceTag/", () -> neighbours.tags(resource, now));
            facts.family(Gate.SECRET_TAG, () -> neighbours.tags(resource, now));
        }
        return policies.of(principal, store.read())
                .decide(
                        new Ask(action, resource, facts),
                        principal.who(account),
                        Gate.resourcePolicy(resource, policies, neighbours, now))
                .allowed();
    }

    /**
     * Whether a service that was given a role may do this in it now; for what a service does by
     * itself, as a DB proxy reads its secrets.
     *
     * @return false when the role has been deleted; empty when this account never had such a role
     */
    public Optional<Boolean> mayInRole(
            String roleArn, String action, String resource, Instant now) {
        String name = roleArn.substring(roleArn.lastIndexOf('/') + 1);
        Optional<Role> role =
                store.read().role(name).filter(held -> held.arn(account).equals(roleArn));
        if (role.isEmpty()) {
            boolean ours = roleArn.startsWith("arn:aws:iam::" + account + ":role/");
            return ours && store.hadRole(name) ? Optional.of(false) : Optional.empty();
        }
        Principal principal = new Principal.OfRole(role.get(), service(role.get(), now));
        return Optional.of(may(principal, action, resource, now));
    }

    /** Whose permission it is, and what they may do from now on. */
    public record Marked(Caller caller, Permission permission) {}

    /**
     * The permission that {@link Permission#mark} told, as it is now. Sessions are not held to
     * their end: what was begun in one may be finished.
     *
     * @return empty when the user or the role is gone
     */
    public Optional<Marked> marked(String mark) {
        Mark read = Mark.read(mark);
        return read.principal(store.read())
                .map(principal ->
                        new Marked(
                                principal.caller("", account),
                                new Gate(principal, store, policies, neighbours)));
    }

    /**
     * The mark of a role that a service takes by itself.
     *
     * @param service {@code cloudformation.amazonaws.com}
     * @return empty when there is no such role, or it does not trust the service
     */
    public Optional<String> markInRole(String roleArn, String service, Instant now) {
        String name = roleArn.substring(roleArn.lastIndexOf('/') + 1);
        return store.read()
                .role(name)
                .filter(role -> role.arn(account).equals(roleArn))
                .filter(role -> {
                    Facts facts = new Facts().put("aws:PrincipalIsAWSService", "true");
                    Gate.time(facts, now);
                    return policies.read(role.trust(), Policy.Kind.TRUST)
                            .trusts(new Ask("sts:AssumeRole", roleArn, facts), service);
                })
                .map(role -> new Principal.OfRole(role, service(role, now, "AWSCloudFormation")))
                .map(principal -> Mark.of(principal).write());
    }

    private static Session service(Role role, Instant now) {
        return service(role, now, "service");
    }

    private static Session service(Role role, Instant now, String session) {
        return new Session(
                Session.Of.ROLE,
                role.id(),
                session,
                "",
                now,
                now,
                Optional.empty(),
                List.of(),
                Map.of(),
                Optional.empty());
    }

    /** A new session's key. */
    public record Temporary(
            String accessKeyId, String secret, String token, Instant expires, int percentFull) {
        @Override
        public String toString() {
            return "Temporary[" + accessKeyId + ", ***]";
        }
    }

    /**
     * Makes a key for the session.
     *
     * @throws AwsException {@code PackedPolicyTooLarge}
     */
    public Temporary open(Session session) {
        String id = Ids.accessKey("ASIA");
        Tokens.Packed packed = tokens.write(id, session);
        if (packed.percent() > 100)
            throw new AwsException(
                    "PackedPolicyTooLarge",
                    "Serialized token too large for session: session policies and tags take %d%% of what is allowed."
                            .formatted(packed.percent()));
        return new Temporary(
                id, session.secret(), packed.token(), session.expires(), packed.percent());
    }

    /** A user's new key, and the secret that is shown once. */
    public record Fresh(Key key, String secret) {
        @Override
        public String toString() {
            return "Fresh[" + key.id() + ", ***]";
        }
    }

    public Fresh fresh(String userId, Instant now) {
        String id = Ids.accessKey("AKIA");
        String secret = Ids.secret();
        byte[] sealed = sealer.seal(secret.getBytes(StandardCharsets.UTF_8), context(id));
        String text = Base64.getEncoder().encodeToString(sealed);
        return new Fresh(new Key(id, userId, true, now, text), secret);
    }

    private String unsealed(Key key) {
        byte[] sealed = Base64.getDecoder().decode(key.sealed());
        return new String(sealer.unseal(sealed, context(key.id())), StandardCharsets.UTF_8);
    }

    private static String context(String keyId) {
        return "iam-key:" + keyId;
    }

    public Policies policies() {
        return policies;
    }

    public RootKey root() {
        return root;
    }
}
