package homeport.cloud.s3;

import homeport.aws.AwsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * All buckets, each a folder that is called like it: a bucket's name is always a plain name of a
 * folder. One is read when it is first asked for. Any thread.
 */
final class Buckets {
    /** Source: S3 user guide, "Bucket quotas, limitations, and restrictions". */
    private static final int BUCKETS_MAX = 10_000;

    private static final Pattern NAME =
            Pattern.compile(
                    "(?!xn--)(?!\\d+\\.\\d+\\.\\d+\\.\\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final String GOING = ".gone-";

    private final Path folder;
    private final Room room = new Room();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Bucket> opened = new ConcurrentHashMap<>();

    /**
     * @param folder made when the first bucket is
     */
    Buckets(Path folder) {
        this.folder = folder;
    }

    /** Deletes what a process that was killed had not finished. */
    void sweep() {
        try {
            for (Path one : Durable.list(folder)) {
                String name = one.getFileName().toString();
                if (name.startsWith(GOING) || name.startsWith(Durable.UNFINISHED))
                    Durable.deleteAll(one);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static void check(String name) {
        if (!NAME.matcher(name).matches() || name.contains("..") || name.endsWith("-s3alias"))
            throw new AwsException("InvalidBucketName", "The specified bucket is not valid.");
    }

    Bucket required(String name) {
        return find(name).orElseThrow(Refusal::noBucket);
    }

    Optional<Bucket> find(String name) {
        Bucket known = opened.get(name);
        if (known != null) return Optional.of(known);
        if (!NAME.matcher(name).matches()) return Optional.empty();
        lock.lock();
        try {
            Path place = folder.resolve(name);
            if (!opened.containsKey(name) && Files.isRegularFile(place.resolve("bucket.json")))
                opened.put(name, Bucket.open(new BucketFiles(place), room));
            return Optional.ofNullable(opened.get(name));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            lock.unlock();
        }
    }

    List<BucketRecord> all() {
        try {
            return Durable.list(folder).stream()
                    .map(path -> path.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .flatMap(name -> find(name).stream())
                    .map(Bucket::record)
                    .sorted(Comparator.comparing(BucketRecord::name))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /**
     * @return false when there is one of that name
     */
    boolean create(BucketRecord record) {
        lock.lock();
        try {
            Durable.folder(folder);
            Path place = folder.resolve(record.name());
            if (Files.exists(place)) return false;
            if (Durable.list(folder).size() >= BUCKETS_MAX)
                throw new AwsException(
                        "TooManyBuckets",
                        "You have attempted to create more buckets than allowed, %d."
                                .formatted(BUCKETS_MAX));
            Path unfinished = folder.resolve(Durable.UNFINISHED + UUID.randomUUID());
            new BucketFiles(unfinished).make(record);
            Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
            Durable.sync(folder);
            return true;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            lock.unlock();
        }
    }

    void delete(String name) {
        Bucket bucket = required(name);
        lock.lock();
        try {
            if (!bucket.end())
                throw new AwsException(
                        "BucketNotEmpty", "The bucket you tried to delete is not empty.");
            Path going = folder.resolve(GOING + UUID.randomUUID());
            Files.move(folder.resolve(name), going, StandardCopyOption.ATOMIC_MOVE);
            Durable.sync(folder);
            opened.remove(name);
            Durable.deleteAll(going);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            lock.unlock();
        }
    }
}
