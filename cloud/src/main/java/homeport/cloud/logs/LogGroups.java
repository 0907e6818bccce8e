package homeport.cloud.logs;

import homeport.store.Op;
import homeport.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * All log groups: records under {@code /logs/<region>/}, events that users put in below a folder,
 * one folder for each group, and what {@link LogSource} tells. Any thread.
 */
final class LogGroups {
    static final int COMMIT_TRIES_MAX = 64;

    private static final Logger LOG = LoggerFactory.getLogger(LogGroups.class);
    private static final String ROOT = "/logs/";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Store store;
    private final LogSource source;
    private final Path folder;
    private final Map<Path, EventFile> files = new ConcurrentHashMap<>();

    LogGroups(Store store, LogSource source, Path folder) {
        this.store = store;
        this.source = source;
        this.folder = folder;
    }

    /** In the order of their names. */
    List<LogGroup> list(String region) {
        Map<String, LogGroup> groups = new TreeMap<>();
        Map<String, GroupRecord> records = new TreeMap<>();
        for (Store.Entry entry : store.list(ROOT + region + "/").entries()) {
            GroupRecord record = read(entry.value());
            records.put(record.name(), record);
            if (!record.isDeleted()) groups.put(record.name(), group(record, Optional.empty()));
        }
        for (LogSource.Group written : source.groups(region))
            seen(Optional.ofNullable(records.get(written.name())), Optional.of(written))
                    .ifPresent(group -> groups.put(written.name(), group));
        return List.copyOf(groups.values());
    }

    Optional<LogGroup> find(String region, String name) {
        Optional<LogSource.Group> written =
                source.groups(region).stream().filter(one -> one.name().equals(name)).findFirst();
        return seen(store.get(key(region, name)).map(entry -> read(entry.value())), written);
    }

    LogGroup required(String region, String name) {
        return find(region, name).orElseThrow(Refusal::noGroup);
    }

    /** How many there are of users' making. */
    int count(String region) {
        return store.list(ROOT + region + "/").entries().size();
    }

    private Optional<LogGroup> seen(
            Optional<GroupRecord> record, Optional<LogSource.Group> written) {
        if (record.isEmpty() && written.isEmpty()) return Optional.empty();
        GroupRecord known =
                record.orElseGet(
                        () -> GroupRecord.of(written.get().name(), "", written.get().created()));
        LogGroup group = group(known, written);
        return known.isDeleted() && group.streams().isEmpty()
                ? Optional.empty()
                : Optional.of(group);
    }

    private LogGroup group(GroupRecord record, Optional<LogSource.Group> written) {
        Map<String, LogStream> streams = new TreeMap<>();
        record.streams().forEach((name, made) -> streams.put(name, stored(record, name, made)));
        written.ifPresent(source ->
                source.streams().stream()
                        .filter(one -> isInSight(record, one))
                        .forEach(one -> streams.putIfAbsent(one.name(), one)));
        return new LogGroup(record, List.copyOf(streams.values()));
    }

    private static boolean isInSight(GroupRecord record, LogStream stream) {
        Optional<Instant> cut = Optional.ofNullable(record.cuts().get(stream.name()));
        if (record.isDeleted()) cut = record.cut();
        return cut.isEmpty() || stream.facts().written().filter(cut.get()::isBefore).isPresent();
    }

    private StoredStream stored(GroupRecord group, String name, GroupRecord.Made made) {
        return new StoredStream(name, made.created(), file(group, made));
    }

    private EventFile file(GroupRecord group, GroupRecord.Made made) {
        Path path = folder.resolve(group.id()).resolve(made.id() + ".log");
        return files.computeIfAbsent(path, at -> new EventFile(at, EventFile.BYTES_MAX));
    }

    /** Where events of a stream that a user made go; empty when something else writes it. */
    Optional<EventFile> file(LogGroup group, String stream) {
        return Optional.ofNullable(group.record().streams().get(stream))
                .map(made -> file(group.record(), made));
    }

    /**
     * Changes a group that is there.
     *
     * @param change of what is on record, or would be; without effects of its own
     * @throws homeport.aws.AwsException there is none
     */
    GroupRecord change(String region, String name, Function<LogGroup, GroupRecord> change) {
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            Optional<Store.Entry> entry = store.get(key(region, name));
            LogGroup group = required(region, name);
            GroupRecord after = withFolder(change.apply(group));
            if (committed(region, after, revision(entry))) return after;
        }
        throw Refusal.busy(COMMIT_TRIES_MAX);
    }

    /** One that was only written by itself has no folder yet. */
    private static GroupRecord withFolder(GroupRecord record) {
        if (!record.id().isEmpty()) return record;
        return new GroupRecord(
                record.name(),
                UUID.randomUUID().toString(),
                record.created(),
                record.retentionDays(),
                record.tags(),
                record.groupClass(),
                record.kmsKeyId(),
                record.isDeleted(),
                record.cut(),
                record.streams(),
                record.cuts());
    }

    /**
     * @throws homeport.aws.AwsException there is one already
     */
    void create(String region, String name, Instant now, Function<GroupRecord, GroupRecord> with) {
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            Optional<Store.Entry> entry = store.get(key(region, name));
            if (find(region, name).isPresent()) throw Refusal.groupExists();
            String id = UUID.randomUUID().toString();
            GroupRecord made =
                    entry.map(was -> read(was.value()).again(id, now))
                            .orElseGet(() -> GroupRecord.of(name, id, now));
            if (committed(region, with.apply(made), revision(entry))) return;
        }
        throw Refusal.busy(COMMIT_TRIES_MAX);
    }

    private boolean committed(String region, GroupRecord record, long revision) {
        Op put =
                new Op.Put(
                        key(region, record.name()),
                        JSON.writeValueAsBytes(record),
                        OptionalLong.of(revision),
                        OptionalLong.empty());
        return store.commit(List.of(put)).isPresent();
    }

    /** Whatever writes into it by itself makes it anew with what it writes from now on. */
    void delete(String region, String name, Instant now) {
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            Optional<Store.Entry> entry = store.get(key(region, name));
            GroupRecord was = required(region, name).record();
            boolean done =
                    isWritten(region, name)
                            ? committed(region, withFolder(was.deleted(now)), revision(entry))
                            : entry.isEmpty() || forgotten(entry.get());
            if (!done) continue;
            sweep(now);
            return;
        }
        throw Refusal.busy(COMMIT_TRIES_MAX);
    }

    private static long revision(Optional<Store.Entry> entry) {
        return entry.map(Store.Entry::revision).orElse(0L);
    }

    private boolean isWritten(String region, String name) {
        return source.groups(region).stream().anyMatch(one -> one.name().equals(name));
    }

    private boolean forgotten(Store.Entry entry) {
        return store.commit(List.of(Op.delete(entry.key(), entry.revision()))).isPresent();
    }

    /**
     * Removes files of streams that are gone, and what has outlived its retention. Files go after
     * records and come after them, so those that were there before the records were read, and are
     * of none, are of nobody.
     */
    void sweep(Instant now) {
        try {
            List<Path> there = below(folder);
            Set<Path> known = Set.copyOf(files.keySet());
            Set<Path> kept = new HashSet<>();
            for (Store.Entry entry : store.list(ROOT).entries()) keep(entry, now, kept);
            for (Path path : there) if (!isKept(path, kept)) Files.deleteIfExists(path);
            for (Path path : known) if (!kept.contains(path)) files.remove(path);
        } catch (DirectoryNotEmptyException filled) {
            LOG.debug("{} has come back", filled.getFile());
        } catch (IOException later) {
            LOG.warn("files of deleted log streams stay for now: {}", later.toString());
        }
    }

    private void keep(Store.Entry entry, Instant now, Set<Path> kept) {
        GroupRecord record = read(entry.value());
        String region = entry.key().substring(ROOT.length(), entry.key().lastIndexOf('/'));
        if (record.isDeleted() && !isWritten(region, record.name())) forgotten(entry);
        for (GroupRecord.Made made : record.streams().values()) {
            kept.add(folder.resolve(record.id()).resolve(made.id() + ".log"));
            record.retentionDays()
                    .ifPresent(days -> file(record, made).prune(now.minus(Duration.ofDays(days))));
        }
    }

    private static boolean isKept(Path path, Set<Path> kept) {
        Path older = path.resolveSibling(path.getFileName().toString().replaceFirst("\\.1$", ""));
        return kept.contains(path)
                || kept.contains(older)
                || kept.stream().anyMatch(one -> one.startsWith(path));
    }

    /** The deepest first. */
    private static List<Path> below(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> all = Files.walk(folder, 2)) {
            return new ArrayList<>(
                    all.filter(path -> !path.equals(folder))
                            .sorted(Comparator.reverseOrder())
                            .toList());
        }
    }

    private static GroupRecord read(byte[] value) {
        return JSON.readValue(value, GroupRecord.class);
    }

    /** Names have signs that keys have not. */
    private static String key(String region, String name) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest(name.getBytes(StandardCharsets.UTF_8));
            return ROOT + region + "/" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
