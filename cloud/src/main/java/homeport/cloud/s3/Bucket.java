package homeport.cloud.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One bucket: its files, and an index of them in memory. A change is on disk when its method
 * returns; the lock is held over the write of the one small file that commits it. Any thread.
 */
final class Bucket {
    /** As S3 lists keys: by the bytes of UTF-8, which is the order of code points. */
    static final Comparator<String> ORDER =
            (one, other) -> {
                int length = Math.min(one.length(), other.length());
                for (int i = 0; i < length; i++) {
                    char a = one.charAt(i);
                    char b = other.charAt(i);
                    if (a == b) continue;
                    boolean pairs = Character.isSurrogate(a) != Character.isSurrogate(b);
                    return pairs ? (Character.isSurrogate(a) ? 1 : -1) : Character.compare(a, b);
                }
                return Integer.compare(one.length(), other.length());
            };

    private final BucketFiles files;
    private final Room room;
    private final ReentrantLock lock = new ReentrantLock();

    // Of everything below.
    private BucketRecord record;
    private boolean gone;

    /** Newest first. */
    private final NavigableMap<String, List<Version>> index = new TreeMap<>(ORDER);

    private final Map<String, Uploading> uploads = new HashMap<>();
    private long sequence;

    /** How many read a blob now, and those of them that go when nobody does. */
    private final Map<String, Integer> readers = new HashMap<>();

    private final Set<String> doomed = new HashSet<>();

    private Bucket(BucketFiles files, Room room, BucketRecord record) {
        this.files = files;
        this.room = room;
        this.record = record;
    }

    /** Reads what is there, and deletes what a process that was killed had not finished. */
    static Bucket open(BucketFiles files, Room room) throws IOException {
        Bucket bucket = new Bucket(files, room, files.record());
        bucket.load();
        return bucket;
    }

    private void load() throws IOException {
        Set<String> owned = new HashSet<>();
        for (Version version : files.versions()) {
            index.computeIfAbsent(version.key(), k -> new ArrayList<>()).add(version);
            version.blobs().forEach(blob -> owned.add(blob.id()));
            sequence = Math.max(sequence, version.sequence());
            room.add(1);
        }
        for (List<Version> all : index.values())
            all.sort(Comparator.comparingLong(Version::sequence).reversed());
        for (Uploading upload : files.uploads()) {
            if (isComplete(upload, owned)) {
                files.deleteUpload(upload.id());
                continue;
            }
            uploads.put(upload.id(), upload);
            upload.parts().values().forEach(part -> owned.add(part.blob().id()));
            room.add(upload.parts().size());
        }
        files.sweep(owned);
    }

    /** A version has its bytes already: it was killed before the upload went. */
    private static boolean isComplete(Uploading upload, Set<String> owned) {
        return upload.parts().values().stream().anyMatch(part -> owned.contains(part.blob().id()));
    }

    /** What may fail with the disk. */
    private interface Step<T> {
        T run() throws IOException;
    }

    private <T> T locked(Step<T> step) {
        lock.lock();
        try {
            if (gone) throw Refusal.noBucket();
            return step.run();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            lock.unlock();
        }
    }

    BucketFiles files() {
        return files;
    }

    BucketRecord record() {
        return locked(() -> record);
    }

    void change(UnaryOperator<BucketRecord> change) {
        locked(() -> {
            BucketRecord after = change.apply(record);
            if (!after.equals(record)) files.write(after);
            record = after;
            return after;
        });
    }

    /**
     * Nobody finds anything in it any more.
     *
     * @return false when there is something in it
     */
    boolean end() {
        return locked(() -> {
            gone = index.isEmpty();
            if (gone) uploads.values().forEach(upload -> room.add(-upload.parts().size()));
            return gone;
        });
    }

    /** What may be said of keys and their versions, newest first; must not keep the map. */
    <T> T look(Function<NavigableMap<String, List<Version>>, T> question) {
        return locked(() -> question.apply(Collections.unmodifiableNavigableMap(index)));
    }

    private List<Version> of(String key) {
        return index.getOrDefault(key, List.of());
    }

    Optional<Version> find(String key, Optional<String> id) {
        return locked(() -> found(key, id));
    }

    private Optional<Version> found(String key, Optional<String> id) {
        return of(key).stream()
                .filter(one -> id.isEmpty() || one.id().equals(id.get()))
                .findFirst();
    }

    /**
     * Adds a version, or replaces that which is not kept.
     *
     * @param check is told the newest before, refuses by throwing
     * @return as it is there
     */
    Version put(Version draft, Consumer<Optional<Version>> check) {
        return locked(() -> {
            check.accept(found(draft.key(), Optional.empty()));
            return added(draft);
        });
    }

    private Version added(Version draft) throws IOException {
        String id =
                record.keepsVersions()
                        ? UUID.randomUUID().toString().replace("-", "")
                        : Version.NULL;
        Version fresh = draft.at(id, nextSequence(draft.modified()));
        Optional<Version> replaced = found(fresh.key(), Optional.of(id));
        room.check();
        files.write(fresh);
        room.add(1);
        replaced.ifPresent(this::forget);
        index.computeIfAbsent(fresh.key(), k -> new ArrayList<>()).addFirst(fresh);
        return fresh;
    }

    private long nextSequence(Instant now) {
        sequence = Math.max(sequence + 1, now.toEpochMilli() * 1000);
        return sequence;
    }

    private void forget(Version old) {
        List<Version> all = index.get(old.key());
        all.remove(old);
        room.add(-1);
        if (all.isEmpty()) index.remove(old.key());
        old.blobs().forEach(blob -> drop(blob.id()));
    }

    private void drop(String blob) {
        if (readers.containsKey(blob)) doomed.add(blob);
        else discard(blob);
    }

    /** Bytes that no version has, or whose last reader has gone. */
    void discard(String blob) {
        try {
            files.deleteBlob(blob);
        } catch (IOException later) { // swept when the bucket is opened
            throw new UncheckedIOException(later);
        }
    }

    /**
     * Deletes as S3 does: a version that is named for good; else, where versions are kept, by a
     * marker.
     *
     * @param check is told what goes, refuses by throwing
     * @return the marker that was made, or the version that went; empty when there was nothing
     */
    Optional<Version> delete(
            String key, Optional<String> id, Instant now, Consumer<Optional<Version>> check) {
        return locked(() -> {
            check.accept(found(key, id));
            boolean versioned = record.versioning().isPresent();
            if (id.isEmpty() && versioned)
                return Optional.of(added(Version.marker(key, Version.NULL, 0, now)));
            Optional<Version> old = found(key, id);
            if (old.isPresent()) {
                files.delete(old.get());
                forget(old.get());
            }
            return old;
        });
    }

    /** Replaces what is said of a version; its bytes stay. */
    Version change(String key, Optional<String> id, UnaryOperator<Version> change) {
        return locked(() -> {
            Version before = found(key, id).orElseThrow(Refusal::noKey);
            if (before.marker()) throw Refusal.marker();
            Version after = change.apply(before);
            files.write(after);
            List<Version> all = index.get(key);
            all.set(all.indexOf(before), after);
            return after;
        });
    }

    // ---- readers

    /**
     * Finds a version whose bytes stay until {@link #release}.
     *
     * @param check refuses by throwing
     */
    Version hold(String key, Optional<String> id, UnaryOperator<Optional<Version>> check) {
        return locked(() -> {
            Version version = check.apply(found(key, id)).orElseThrow(Refusal::noKey);
            version.blobs().forEach(blob -> readers.merge(blob.id(), 1, Integer::sum));
            return version;
        });
    }

    void release(Version version) {
        lock.lock();
        try {
            for (Version.Blob blob : version.blobs()) {
                readers.computeIfPresent(blob.id(), (id, n) -> n == 1 ? null : n - 1);
                if (!readers.containsKey(blob.id()) && doomed.remove(blob.id())) discard(blob.id());
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- multipart uploads

    List<Uploading> uploads() {
        return locked(() -> List.copyOf(uploads.values()));
    }

    void begin(Uploading upload) {
        locked(() -> {
            files.write(upload);
            return uploads.put(upload.id(), upload);
        });
    }

    Uploading upload(String key, String id) {
        return locked(() -> required(key, id));
    }

    private Uploading required(String key, String id) {
        return Optional.ofNullable(uploads.get(id))
                .filter(one -> one.key().equals(key))
                .orElseThrow(Refusal::noUpload);
    }

    void add(String key, String uploadId, Uploading.Part part) {
        locked(() -> {
            Uploading before = required(key, uploadId);
            room.check();
            files.write(uploadId, part);
            uploads.put(uploadId, before.with(part));
            Optional<Uploading.Part> old = Optional.ofNullable(before.parts().get(part.number()));
            old.ifPresent(replaced -> drop(replaced.blob().id()));
            if (old.isEmpty()) room.add(1);
            return part;
        });
    }

    /**
     * An upload ends: the draft has those of its parts that stay, the others go.
     *
     * @throws homeport.aws.AwsException {@code InvalidPart}: another was sent in the place of one
     *     of those since they were looked at
     */
    Version complete(Uploading upload, Version draft, Consumer<Optional<Version>> check) {
        return locked(() -> {
            Uploading now = required(upload.key(), upload.id());
            Set<Version.Blob> there = new HashSet<>();
            now.parts().values().forEach(part -> there.add(part.blob()));
            if (!there.containsAll(draft.blobs())) throw Refusal.noPart();
            check.accept(found(draft.key(), Optional.empty()));
            Version fresh = added(draft);
            uploads.remove(upload.id());
            files.deleteUpload(upload.id());
            room.add(-now.parts().size());
            Set<String> kept = new HashSet<>();
            fresh.blobs().forEach(blob -> kept.add(blob.id()));
            for (Uploading.Part part : now.parts().values())
                if (!kept.contains(part.blob().id())) drop(part.blob().id());
            return fresh;
        });
    }

    void abort(String key, String id) {
        locked(() -> {
            Uploading upload = required(key, id);
            uploads.remove(id);
            files.deleteUpload(id);
            room.add(-upload.parts().size());
            upload.parts().values().forEach(part -> drop(part.blob().id()));
            return upload;
        });
    }
}
