package homeport.server.site;

import homeport.cloud.ec2.Networks;
import homeport.cloud.iam.access.Identity;
import homeport.control.reconcile.Doors.Route;
import homeport.control.reconcile.Doors.Sessions;
import homeport.engine.FileAuthority;
import homeport.proxy.auth.DbTokens;
import homeport.proxy.auth.Identities;
import homeport.proxy.door.Door;
import homeport.proxy.door.DoorSettings;
import homeport.proxy.loop.Inheritance;
import homeport.proxy.loop.LoopKind;
import homeport.proxy.pool.DbProxies;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * What carries clients: doors, DB proxies, and what they must know at a sign-in. It goes on while
 * the control plane behind it is closed, opened again, or moves to another process. Any thread may
 * call.
 */
public final class DataPath implements AutoCloseable {
    /** Source: PostgreSQL, {@code ProcessInterrupts}. */
    private static final String LAST_WORD = "terminating connection due to administrator command";

    private static final String MOVED = "Homeport runs in a new process; connect again";

    final FileAuthority authority;
    final DoorKeeper doors;
    final ProxyKeeper proxies;
    final DbTokens tokens;
    final TokenErrors errors;
    private final Firewalls firewalls;
    private volatile Optional<Sources> sources = Optional.empty();

    /** What sign-ins ask: of the newest control plane, closed or not. */
    record Sources(Identity identity, ProxySecrets.Reader secrets) {}

    private DataPath(
            Path data,
            LoopKind proxyIo,
            boolean strict,
            boolean admitsLoopback,
            Inheritance inheritance)
            throws IOException {
        InstantSource clock = InstantSource.system();
        authority = FileAuthority.open(data.resolve("ca"), Instant.now());
        tokens = new DbTokens(this::signer);
        errors = new TokenErrors(data.resolve("logs").resolve("token"));
        firewalls = new Firewalls(admitsLoopback, this::admitAnew);
        doors =
                new DoorKeeper(
                        Door.open(DoorSettings.DEFAULT, proxyIo, inheritance),
                        authority,
                        tokens,
                        errors,
                        firewalls,
                        clock);
        proxies =
                new ProxyKeeper(
                        new ProxyKeeper.Around(
                                DbProxies.open(proxyIo, inheritance),
                                authority,
                                this::read,
                                tokens,
                                firewalls,
                                data.resolve("logs").resolve("proxy"),
                                clock,
                                strict));
    }

    /**
     * Nothing listens yet.
     *
     * @param admitsLoopback whoever is on this machine may come in, whatever security groups say
     * @param inheritance sockets to listen at
     * @throws IOException no sockets can be waited for, or no certificates kept
     */
    public static DataPath open(
            Path data,
            LoopKind proxyIo,
            boolean strict,
            boolean admitsLoopback,
            Inheritance inheritance)
            throws IOException {
        return new DataPath(data, proxyIo, strict, admitsLoopback, inheritance);
    }

    void plug(Identity identity, ProxySecrets.Reader secrets, Networks networks) {
        sources = Optional.of(new Sources(identity, secrets));
        firewalls.plug(networks);
    }

    private void admitAnew() {
        doors.admitAnew();
        proxies.admitAnew();
    }

    /** Who signs database tokens with an access key, as it is now. */
    private Optional<Identities.Signer> signer(String accessKeyId, Optional<String> sessionToken) {
        return sources.flatMap(now -> now.identity().signer(accessKeyId, sessionToken))
                .map(signer ->
                        new Identities.Signer(
                                signer.secret(),
                                signer.until(),
                                arn -> signer.may("rds-db:connect", arn, Instant.now())));
    }

    private Optional<ProxySecrets.Reader.Values> read(String secretArn, String roleArn) {
        return sources.flatMap(now -> now.secrets().read(secretArn, roleArn));
    }

    // ---- for a takeover

    /** From now on another process is told first. */
    public void follow(Follower other) {
        doors.follow(other);
        proxies.follow(other);
    }

    /** The other process is told where everything leads now. */
    public void tellAll() {
        doors.tellAll();
        proxies.tellAll();
    }

    /** What another process tells this one. */
    public Follower follower() {
        return new Follower() {
            @Override
            public void door(String id, Route route) {
                doors.reroute(id, route);
            }

            @Override
            public void doorGone(String id) {
                doors.remove(id);
            }

            @Override
            public void target(String id, Route writer, Route readers) {
                proxies.lead(id, writer, readers);
            }

            @Override
            public void targetGone(String id) {
                proxies.gone(id);
            }

            @Override
            public void proxyGone(String id) {
                proxies.remove(id);
            }
        };
    }

    /** Where each endpoint leads, by its id. */
    public Map<String, Route> routes() {
        return doors.routes();
    }

    /** New clients are left to another process that has the sockets; who is in stays. */
    public void leave() {
        doors.leave();
        proxies.leave();
    }

    /** Clients now. */
    public int sessions() {
        return doors.sessions() + proxies.sessions();
    }

    /**
     * Nobody tells this process any more which server leads where several could: sessions at those
     * are ended.
     */
    public void cutGuarded() {
        Route closed = new Route.Closed(MOVED, new Sessions.Cut());
        doors.routes()
                .forEach((id, route) -> {
                    if (isGuarded(route)) doors.reroute(id, closed);
                });
        proxies.leads()
                .forEach((id, lead) -> {
                    if (isGuarded(lead.writer()) || isGuarded(lead.readers()))
                        proxies.lead(id, closed, closed);
                });
    }

    private static boolean isGuarded(Route route) {
        return switch (route) {
            case Route.Open open -> open.guarded();
            case Route.AnyOf any -> any.guarded();
            case Route.Waiting _, Route.Closed _ -> false;
        };
    }

    /**
     * Ends all sessions with SQLSTATE 57P01 where their protocol is at a point for it.
     *
     * @param max those that a door cannot tell when they are between transactions have so long
     */
    public void dismiss(Duration max) {
        Route closed = new Route.Closed(MOVED, new Sessions.Drain(max));
        doors.routes().keySet().forEach(id -> doors.reroute(id, closed));
        proxies.dismiss(LAST_WORD);
    }

    /** Stops listening, and ends all sessions. */
    @Override
    public void close() {
        proxies.close();
        doors.close();
        errors.close();
    }
}
