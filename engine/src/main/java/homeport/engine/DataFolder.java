package homeport.engine;

import homeport.engine.Node.Creation;
import homeport.engine.Node.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes {@code data/}: everything happens in {@code data.partial/}, which gets its name when it is
 * whole, roles included, and on disk. So a folder called {@code data} is always complete, and what
 * is left of a stopped attempt is thrown away by the next.
 */
final class DataFolder {
    /** Inside the data folder, so that a copy has it too; PostgreSQL ignores it. */
    private static final String VERSION_FILE = "homeport.version";

    /** With it a server starts as a standby. Source: PostgreSQL documentation, "Hot Standby". */
    private static final String STANDBY_FILE = "standby.signal";

    /** The kernel's limit for {@code sun_path} is 108 bytes with the final zero. */
    private static final int SOCKET_BYTES_MAX = 107;

    private static final Duration KILL_MAX = Duration.ofSeconds(20);

    private final NodePlace place;
    private final Tools tools;

    DataFolder(NodePlace place, Tools tools) {
        this.place = place;
        this.tools = tools;
    }

    /** What last served it; empty when there is no (complete) folder. */
    Optional<EngineVersion> version() {
        Path file = place.data().resolve(VERSION_FILE);
        if (!Files.exists(file)) return Optional.empty();
        try {
            return Optional.of(EngineVersion.parse(Files.readString(file).strip()));
        } catch (IOException e) {
            throw new EngineException("cannot read " + file, e);
        }
    }

    void servedBy(EngineVersion version) {
        Durable.write(place.data().resolve(VERSION_FILE), version + "\n", tools.account());
    }

    void create(Creation creation) {
        if (version().isPresent()) return;
        checkSocket();
        Installation installation = tools.binaries().exact(creation.version());
        Path partial = prepare();
        SingleUser server = new SingleUser(installation, tools.account());
        server.initialise(place.home(), partial);
        List<String> statements = new ArrayList<>(Roles.creation(creation));
        Path exported = partial.resolve("settings.tsv");
        boolean asks = tools.settings().lacks(installation.version());
        if (asks) statements.add(SettingsTable.export(exported));
        server.run(place.home(), partial, statements);
        if (asks) tools.settings().keep(installation.version(), exported);
        String master = TokenAccess.text(List.of(creation.masterUser()));
        Durable.write(partial.resolve(TokenAccess.FILE), master, tools.account());
        complete(partial, installation.version(), Role.Leading.ALONE);
    }

    /** Fills {@code partial}, which is absent, with a copy of a primary's data folder. */
    interface Copy {
        void into(Path partial) throws SQLException;
    }

    /** See {@link Node#cloneFrom}; the folder is of no use between the first step and the last. */
    void cloneOf(EngineVersion version, Copy copy) throws SQLException {
        checkSocket();
        Path removed = Durable.removed(place.data());
        Durable.delete(removed);
        if (Files.exists(place.data())) {
            new WalSpool(place).rescue(tools.account());
            move(place.data(), removed);
            Durable.delete(removed);
        }
        Path partial = prepare();
        copy.into(partial);
        Durable.write(partial.resolve("postgresql.auto.conf"), "", tools.account());
        complete(partial, version, new Role.Following("clone", Optional.empty(), false));
    }

    boolean isStandby() {
        return Files.exists(place.data().resolve(STANDBY_FILE));
    }

    /** See {@link Node#createFrom(StoredCopy, Optional)}. */
    void createFrom(StoredCopy copy, Optional<Node.Recovery> recovery, FileCopy.Pace pace) {
        if (version().isPresent()) return;
        checkSocket();
        Path partial = prepare();
        if (copy.exists()) copy.fill(partial, tools.account(), pace);
        if (!Files.exists(partial.resolve(VERSION_FILE)))
            throw new EngineException(copy.folder() + " is not a whole copy of a data folder");
        try {
            String text = Files.readString(partial.resolve(VERSION_FILE)).strip();
            EngineVersion version = EngineVersion.parse(text);
            Durable.write(partial.resolve("postgresql.auto.conf"), "", tools.account());
            if (recovery.isPresent() || Backup.isOfStandby(partial))
                recover(partial, version, recovery);
            complete(partial, version, Role.Leading.ALONE);
        } catch (IOException e) {
            throw new EngineException("cannot read " + copy.folder(), e);
        }
    }

    /**
     * A copy of a standby becomes a primary's folder. Without the file a server would recover as
     * after a crash, not know where such a copy ends, and refuse. Source: PostgreSQL documentation,
     * "Recovering Using a Continuous Archive Backup".
     */
    private void recover(Path partial, EngineVersion version, Optional<Node.Recovery> recovery) {
        configure(partial, Map.of(), Role.Leading.ALONE);
        Durable.write(partial.resolve("recovery.signal"), "", tools.account());
        SingleUser server = new SingleUser(tools.binaries().serving(version), tools.account());
        if (recovery.isEmpty()) {
            server.recover(place.home(), partial);
            return;
        }
        forgetTargets(partial.resolve("postgresql.conf"));
        Path fed = place.home().resolve("feed");
        try (WalFeed feed = WalFeed.open(fed, partial, recovery.get().wal(), tools.account())) {
            server.recover(place.home(), partial, feed.command(), recovery.get().until());
        }
    }

    /** PostgreSQL takes one target, and counts those that are set to nothing. */
    private void forgetTargets(Path settings) {
        try (Stream<String> lines = Files.lines(settings)) {
            String kept =
                    lines.filter(line -> !line.startsWith("recovery_target"))
                            .collect(Collectors.joining("\n", "", "\n"));
            Durable.write(settings, kept, tools.account());
        } catch (IOException e) {
            throw new EngineException("cannot read " + settings, e);
        }
    }

    /**
     * Writes the three files, renews the certificates and marks the folder of a follower. Nothing
     * but a promotion takes the mark away.
     */
    void configure(Path data, Map<String, String> settings, Role role) {
        new NodeCertificate(place, tools.authority(), tools.account()).renew(Instant.now());
        tools.account().folder(new WalSpool(place).folder());
        if (role instanceof Role.Following) mark(data);
        write(data, settings, role, Durable::write);
    }

    /**
     * As {@link #configure} for a server that runs, and that clients may be waiting for: its
     * certificates are as it was started with them, and the files need not outlive the machine,
     * since every start is preceded by a {@link #configure}.
     */
    void adjust(Map<String, String> settings, Role role) {
        if (role instanceof Role.Following) mark(place.data());
        write(place.data(), settings, role, Durable::replace);
    }

    /** Marks the folder of a stopped server as a standby's; the mark is on disk. */
    void mark() {
        mark(place.data());
    }

    private void mark(Path data) {
        if (!Files.exists(data.resolve(STANDBY_FILE)))
            Durable.write(data.resolve(STANDBY_FILE), "", tools.account());
    }

    private interface Writing {
        void write(Path file, String text, Account account);
    }

    private void write(Path data, Map<String, String> settings, Role role, Writing how) {
        String text = Configuration.settings(place, settings, role);
        boolean tokens = settings.getOrDefault(Node.TOKENS, "off").equals("on");
        int major = major(data);
        boolean asUsers = UserAccess.isPossible(major);
        boolean exceptions = tokens && TokenAccess.hasExceptions(major);
        Path byPassword = data.resolve(TokenAccess.FILE);
        if (exceptions && !Files.exists(byPassword))
            how.write(byPassword, TokenAccess.text(List.of()), tools.account());
        String rules = tokens ? TokenAccess.rules(major) : "";
        String identities = exceptions ? TokenAccess.identities(tools.account()) : "";
        String access = Configuration.access(place, role, rules, asUsers);
        write(data.resolve("pg_hba.conf"), access, how);
        write(data.resolve("pg_ident.conf"), Configuration.identities(identities, asUsers), how);
        write(data.resolve("postgresql.conf"), text, how);
    }

    private static int major(Path data) {
        try {
            return Integer.parseInt(Files.readString(data.resolve("PG_VERSION")).strip());
        } catch (IOException | NumberFormatException e) {
            throw new EngineException("cannot read the version of " + data, e);
        }
    }

    /**
     * Who comes in by password though {@link TokenAccess#rules} fit them. Any thread: nobody else
     * writes that file once it is there.
     *
     * @return whether that is news, and the server has to be told
     */
    boolean letInByPassword(List<String> users) {
        Path file = place.data().resolve(TokenAccess.FILE);
        String text = TokenAccess.text(users);
        try {
            if (Files.exists(file) && Files.readString(file).equals(text)) return false;
        } catch (IOException unreadable) {
            throw new EngineException("cannot read " + file, unreadable);
        }
        Durable.replace(file, text, tools.account());
        return true;
    }

    /** A promotion waits for this: what already reads so is not written again. */
    private void write(Path file, String text, Writing how) {
        try {
            if (Files.exists(file) && Files.readString(file).equals(text)) return;
        } catch (IOException unreadable) {
            throw new EngineException("cannot read " + file, unreadable);
        }
        how.write(file, text, tools.account());
    }

    /**
     * @throws EngineException the socket's path is longer than the kernel takes
     */
    void checkSocket() {
        int bytes = place.socket().toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > SOCKET_BYTES_MAX)
            throw new EngineException(
                    "the socket %s has %d bytes, allowed %d: choose a shorter data folder"
                            .formatted(place.socket(), bytes, SOCKET_BYTES_MAX));
        tools.account().reach(place.home());
    }

    /** Kills what a stopped attempt left running here: initdb, single-user servers. */
    static void killHelpers(Path home, ProcessTable processes) {
        Instant deadline = Instant.now().plus(KILL_MAX);
        while (true) {
            List<ProcessTable.Entry> helpers =
                    processes.inside(home).stream().filter(Sweep::helper).toList();
            if (helpers.isEmpty()) return;
            if (Instant.now().isAfter(deadline))
                throw new EngineException("processes survive SIGKILL in " + home + ": " + helpers);
            helpers.forEach(e -> Kernel.signal(e.pid(), Kernel.KILL));
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    private Path prepare() {
        Account account = tools.account();
        Path partial = Durable.partial(place.data());
        if (Files.exists(place.data()))
            throw new EngineException(place.data() + " is there but Homeport did not make it");
        account.folder(place.home());
        account.folder(place.log());
        account.folder(place.socket().getParent());
        killHelpers(place.home(), tools.processes());
        Durable.delete(partial);
        return partial;
    }

    private static void move(Path from, Path to) {
        try {
            Durable.move(from, to);
        } catch (IOException e) {
            throw new EngineException("cannot rename " + from + " to " + to, e);
        }
    }

    private void complete(Path partial, EngineVersion version, Role role) {
        configure(partial, Map.of(), role);
        Durable.write(partial.resolve(VERSION_FILE), version + "\n", tools.account());
        Durable.publish(partial, place.data());
    }
}
