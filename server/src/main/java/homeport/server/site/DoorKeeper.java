package homeport.server.site;

import homeport.control.reconcile.Doors;
import homeport.engine.Authority;
import homeport.proxy.auth.DbResource;
import homeport.proxy.auth.DbTokens;
import homeport.proxy.auth.TokenJournal;
import homeport.proxy.door.Endpoint;
import homeport.proxy.door.Listener;
import homeport.proxy.tls.TlsContext;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a listener of the proxy module for each endpoint that reconcilers show, and keeps in memory
 * where each leads. Safe from any thread; one endpoint is changed by one thread at a time.
 */
final class DoorKeeper implements Doors, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DoorKeeper.class);

    private final homeport.proxy.door.Door door;
    private final Authority authority;
    private final InstantSource clock;
    private final DbTokens tokens;
    private final TokenErrors errors;
    private final Firewalls firewalls;

    /** By {@code DbiResourceId} or {@code DbClusterResourceId}. */
    private final Map<String, TokenJournal> journals = new ConcurrentHashMap<>();

    private final Map<String, Shown> shown = new ConcurrentHashMap<>();
    private volatile Follower follower = Follower.NOBODY;

    DoorKeeper(
            homeport.proxy.door.Door door,
            Authority authority,
            DbTokens tokens,
            TokenErrors errors,
            Firewalls firewalls,
            InstantSource clock) {
        this.door = door;
        this.firewalls = firewalls;
        this.tokens = tokens;
        this.errors = errors;
        this.authority = authority;
        this.clock = clock;
    }

    @Override
    public void show(Door wanted) {
        Shown now = shown.get(wanted.id());
        if (now != null && now.listensFor(wanted)) {
            now.leads(wanted.leading(decided(now.wanted.route(), wanted.route())));
            return;
        }
        if (now != null) closed(wanted.id());
        follower.door(wanted.id(), wanted.route());
        Shown next = new Shown(wanted);
        try {
            next.listener = door.listen(wanted.address(), wanted.port(), next);
        } catch (IOException taken) {
            throw new IllegalStateException(
                    "cannot listen for clients: " + taken.getMessage(), taken);
        }
        shown.put(wanted.id(), next);
        next.entry.refresh(); // rules that changed meanwhile found nobody to tell
        // The first client of a process would wait for the libraries, too: its driver may give up.
        Thread.ofVirtual().name("certificate of " + wanted.name()).start(next::tls);
    }

    /** Where nobody has looked yet after a takeover that failed, what was open stays so. */
    static Route decided(Route before, Route now) {
        boolean isUndecided =
                now instanceof Route.Waiting waiting
                        && waiting.sessions() instanceof Doors.Sessions.Stay;
        boolean wasOpen = before instanceof Route.Open || before instanceof Route.AnyOf;
        return isUndecided && wasOpen ? before : now;
    }

    @Override
    public void remove(String id) {
        closed(id);
        journals.remove(id);
    }

    private void closed(String id) {
        follower.doorGone(id);
        Shown gone = shown.remove(id);
        if (gone != null) gone.listener.close();
    }

    /** Rules of security groups have changed. */
    void admitAnew() {
        shown.values().forEach(one -> one.entry.refresh());
    }

    void follow(Follower other) {
        follower = other;
    }

    /** Changes where an endpoint leads that is shown here. */
    void reroute(String id, Route route) {
        Shown now = shown.get(id);
        if (now != null) now.leads(now.wanted.leading(route));
        else follower.door(id, route);
    }

    /** The other process is told where every endpoint leads now. */
    void tellAll() {
        shown.values().forEach(Shown::tell);
    }

    Map<String, Route> routes() {
        return shown.values().stream()
                .map(one -> one.wanted)
                .collect(Collectors.toMap(Door::id, Door::route));
    }

    /** New clients are left to another process; who is in stays. */
    void leave() {
        shown.values().forEach(one -> one.listener.leave());
    }

    /** Sessions at all endpoints now. */
    int sessions() {
        return shown.values().stream().mapToInt(one -> one.listener.sessions()).sum();
    }

    /** Where the client is whom a server's process serves; empty when none came in by a door. */
    Optional<InetAddress> client(int pid) {
        return shown.values().stream()
                .map(one -> one.listener.client(pid))
                .flatMap(Optional::stream)
                .findAny();
    }

    /** Sessions at one endpoint now. */
    int sessions(String id) {
        Shown one = shown.get(id);
        return one == null ? 0 : one.listener.sessions();
    }

    /** What became of sign-ins by token; empty while there were none. */
    Optional<TokenJournal> journal(String resourceId) {
        return Optional.ofNullable(journals.get(resourceId));
    }

    @Override
    public void close() {
        door.close();
    }

    /** One endpoint as the proxy module asks for it. */
    private final class Shown implements Endpoint {
        private volatile Door wanted;
        private Listener listener;
        private final EndpointTls tls = new EndpointTls(authority, clock);
        private final Firewalls.Entry entry;

        Shown(Door wanted) {
            this.wanted = wanted;
            entry =
                    firewalls.entry(
                            wanted.name(),
                            wanted.resource().region(),
                            wanted.securityGroups(),
                            wanted.port());
        }

        /** The other process first. */
        synchronized void leads(Door other) {
            follower.door(other.id(), other.route());
            wanted = other;
            entry.of(other.securityGroups());
            listener.targetChanged();
        }

        synchronized void tell() {
            follower.door(wanted.id(), wanted.route());
        }

        boolean listensFor(Door other) {
            return wanted.address().equals(other.address()) && wanted.port() == other.port();
        }

        @Override
        public String name() {
            return wanted.name();
        }

        @Override
        public TlsContext tls() {
            List<String> names = List.of(wanted.name(), wanted.host(), "localhost");
            return tls.context(names, wanted.address());
        }

        @Override
        public Target target() {
            return switch (wanted.route()) {
                case Route.Open(var socket, boolean guarded) -> new Target.Open(socket, guarded);
                case Route.AnyOf(var sockets, boolean guarded) ->
                        new Target.AnyOf(sockets, guarded);
                case Route.Waiting(String because, Duration max, var its) ->
                        new Target.Waiting(because, hint(), max, sessions(its));
                case Route.Closed(String because, var its) ->
                        new Target.Closed(because, hint(), sessions(its));
            };
        }

        private Optional<String> hint() {
            return Optional.of(wanted.hint());
        }

        private static Endpoint.Sessions sessions(Doors.Sessions its) {
            return switch (its) {
                case Doors.Sessions.Cut _ -> new Endpoint.Sessions.Cut();
                case Doors.Sessions.Drain(Duration max) -> new Endpoint.Sessions.Drain(max);
                case Doors.Sessions.Stay _ -> new Endpoint.Sessions.Stay();
            };
        }

        /** Also while tokens are off: whom the server lets in all the same has proved nothing. */
        @Override
        public Optional<Tokens> tokens() {
            return Optional.of(this::admit);
        }

        private boolean admit(String user, String token) {
            Resource its = wanted.resource();
            DbResource resource =
                    new DbResource(
                            its.region(), its.account(), its.id(), its.hosts(), wanted.port());
            Instant now = clock.instant();
            DbTokens.Verdict verdict = tokens.check(token, user, resource, now);
            journals.computeIfAbsent(its.id(), _ -> new TokenJournal()).note(now, user, verdict);
            errors.note(its.id(), now, user, verdict);
            verdict.refusal()
                    .ifPresent(refusal ->
                            LOG.info(
                                    "iam-db-auth-error: {} {}: {}: {}",
                                    wanted.name(),
                                    Readable.of(user),
                                    refusal.text(),
                                    Readable.of(verdict.because())));
            return verdict.refusal().isEmpty();
        }

        @Override
        public boolean requiresTls() {
            return wanted.tlsOnly();
        }

        @Override
        public boolean admits(InetAddress client) {
            return entry.admits(client);
        }
    }
}
