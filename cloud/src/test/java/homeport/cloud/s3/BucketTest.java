package homeport.cloud.s3;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on disk after a process ended at any moment, and is found by the next. */
class BucketTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    @TempDir Path folder;

    private BucketFiles files;

    @BeforeEach
    void make() throws IOException {
        files = new BucketFiles(folder.resolve("bkt"));
        files.make(new BucketRecord("bkt", "us-east-1", NOW, Optional.empty(), Map.of()));
    }

    @Test
    void whatNobodySpeaksOfIsSweptAndTheRestStays() throws IOException {
        open().put(draft("k", blob("kept")), before -> {});
        blob("never finished");
        assertThat(blobs()).isEqualTo(2);
        Bucket again = open();
        assertThat(blobs()).isEqualTo(1);
        assertThat(again.find("k", Optional.empty())).isPresent();
    }

    @Test
    void anOverwrittenObjectGivesItsBytesUpWhenNobodyReadsThem() throws IOException {
        Bucket bucket = open();
        bucket.put(draft("k", blob("old")), before -> {});
        Version read = bucket.hold("k", Optional.empty(), found -> found);
        bucket.put(draft("k", blob("new")), before -> {});
        assertThat(blobs()).as("one is being read").isEqualTo(2);
        bucket.release(read);
        assertThat(blobs()).isEqualTo(1);
    }

    /** A sender that lost patience sends a part again while its upload is completed. */
    @Test
    void aPartThatIsReplacedMeanwhileIsNotCompletedWith() throws IOException {
        Bucket bucket = open();
        bucket.begin(upload());
        Version.Blob first = blob("first");
        bucket.add("k", "id", new Uploading.Part(1, "00", first, NOW, Map.of()));
        Uploading seen = bucket.upload("k", "id");
        Version.Blob second = blob("again");
        bucket.add("k", "id", new Uploading.Part(1, "00", second, NOW, Map.of()));
        refused("InvalidPart", "", () -> bucket.complete(seen, draft("k", first), before -> {}));
        assertThat(bucket.find("k", Optional.empty())).isEmpty();
        bucket.complete(bucket.upload("k", "id"), draft("k", second), before -> {});
        assertThat(files.blob(second.id())).exists();
    }

    private static Uploading upload() {
        return new Uploading(
                "id", "k", NOW, Map.of(), Map.of(), Map.of(), Optional.empty(), false, Map.of());
    }

    /** Killed between the object's description and the end of the upload that it came from. */
    @Test
    void anUploadThatBecameAnObjectIsNotOneAnyMore() throws IOException {
        Bucket bucket = open();
        Version.Blob bytes = blob("part");
        bucket.begin(upload());
        bucket.add("k", "id", new Uploading.Part(1, "00", bytes, NOW, Map.of()));
        files.write(draft("k", bytes).at(Version.NULL, 1));
        Bucket again = open();
        refused("NoSuchUpload", "", () -> again.abort("k", "id"));
        assertThat(again.find("k", Optional.empty())).isPresent();
        assertThat(blobs()).isEqualTo(1);
    }

    @Test
    void versionsAreFoundNewestFirst() throws IOException {
        Bucket bucket = open();
        bucket.put(draft("k", blob("0")), before -> {});
        bucket.change(before -> before.withVersioning(BucketRecord.ENABLED));
        bucket.put(draft("k", blob("1")), before -> {});
        bucket.delete("k", Optional.empty(), NOW, before -> {});
        Bucket again = open();
        List<Version> all = again.look(index -> List.copyOf(index.get("k")));
        assertThat(all).extracting(Version::marker).containsExactly(true, false, false);
        assertThat(all.getLast().id()).isEqualTo(Version.NULL);
        assertThat(again.end()).as("not empty").isFalse();
    }

    private Bucket open() throws IOException {
        return Bucket.open(files, new Room());
    }

    private Version.Blob blob(String text) throws IOException {
        Path file = files.blob(java.util.UUID.randomUUID().toString());
        Files.writeString(file, text);
        return new Version.Blob(file.getFileName().toString(), text.length());
    }

    private static Version draft(String key, Version.Blob blob) {
        return new Version(
                key,
                Version.NULL,
                0,
                false,
                NOW,
                "00",
                List.of(blob),
                Map.of(),
                Map.of(),
                Map.of(),
                true,
                Map.of());
    }

    private long blobs() throws IOException {
        try (Stream<Path> all = Files.list(files.blobs())) {
            return all.count();
        }
    }
}
