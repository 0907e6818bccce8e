package homeport.cloud.s3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/**
 * One bucket's folder: {@code bucket.json}; in {@code objects} a file for each version, called by
 * the hash of its key; in {@code uploads} a folder for each multipart upload; in {@code blobs} the
 * bytes that those speak of. No name that a client chose is the name of a file.
 */
final class BucketFiles {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SPREAD = 2;

    private final Path folder;

    BucketFiles(Path folder) {
        this.folder = folder;
    }

    /** Makes the folders of a new bucket, which nobody sees yet. */
    void make(BucketRecord record) throws IOException {
        Durable.folder(folder.resolve("objects"));
        Durable.folder(folder.resolve("uploads"));
        Durable.folder(folder.resolve("blobs"));
        write(record);
    }

    BucketRecord record() throws IOException {
        return JSON.readValue(
                Files.readAllBytes(folder.resolve("bucket.json")), BucketRecord.class);
    }

    void write(BucketRecord record) throws IOException {
        Durable.write(folder.resolve("bucket.json"), JSON.writeValueAsBytes(record));
    }

    List<Version> versions() throws IOException {
        List<Version> versions = new ArrayList<>();
        for (Path spread : Durable.list(folder.resolve("objects")))
            for (Path file : Durable.list(spread)) {
                if (isUnfinished(file)) Files.delete(file);
                else versions.add(JSON.readValue(Files.readAllBytes(file), Version.class));
            }
        return versions;
    }

    private static boolean isUnfinished(Path file) {
        return file.getFileName().toString().startsWith(Durable.UNFINISHED);
    }

    /** The version is there from now on, in the place of one of the same id. */
    void write(Version version) throws IOException {
        Path file = file(version);
        if (!Files.isDirectory(file.getParent())) {
            Durable.folder(file.getParent());
            Durable.sync(folder.resolve("objects"));
        }
        Durable.write(file, JSON.writeValueAsBytes(version));
    }

    void delete(Version version) throws IOException {
        Durable.delete(file(version));
    }

    private Path file(Version version) {
        MessageDigest digest = Sum.digest("SHA-256");
        byte[] hash = digest.digest(version.key().getBytes(StandardCharsets.UTF_8));
        String name = HexFormat.of().formatHex(hash);
        return folder.resolve("objects")
                .resolve(name.substring(0, SPREAD))
                .resolve(name + "." + version.id() + ".json");
    }

    Path blobs() {
        return folder.resolve("blobs");
    }

    Path blob(String id) {
        return blobs().resolve(id);
    }

    void deleteBlob(String id) throws IOException {
        Files.deleteIfExists(blob(id)); // one that comes back has no owner and is swept
    }

    /** Deletes the bytes of what was never finished. */
    void sweep(Set<String> owned) throws IOException {
        for (Path blob : Durable.list(blobs()))
            if (!owned.contains(blob.getFileName().toString())) Files.deleteIfExists(blob);
    }

    List<Uploading> uploads() throws IOException {
        List<Uploading> uploads = new ArrayList<>();
        for (Path one : Durable.list(folder.resolve("uploads"))) {
            Path head = one.resolve("upload.json");
            if (!Files.exists(head)) {
                Durable.deleteAll(one);
                continue;
            }
            Uploading upload = JSON.readValue(Files.readAllBytes(head), Uploading.class);
            for (Path file : Durable.list(one)) {
                if (isUnfinished(file)) Files.delete(file);
                else if (!file.equals(head))
                    upload =
                            upload.with(
                                    JSON.readValue(Files.readAllBytes(file), Uploading.Part.class));
            }
            uploads.add(upload);
        }
        return uploads;
    }

    void write(Uploading upload) throws IOException {
        Path one = upload(upload.id());
        Durable.folder(one);
        Durable.write(one.resolve("upload.json"), JSON.writeValueAsBytes(upload.withoutParts()));
        Durable.sync(folder.resolve("uploads"));
    }

    void write(String uploadId, Uploading.Part part) throws IOException {
        Durable.write(
                upload(uploadId).resolve("part-" + part.number() + ".json"),
                JSON.writeValueAsBytes(part));
    }

    /** The head goes first: without it the rest is swept. */
    void deleteUpload(String uploadId) throws IOException {
        Durable.delete(upload(uploadId).resolve("upload.json"));
        Durable.deleteAll(upload(uploadId));
    }

    private Path upload(String id) {
        return folder.resolve("uploads").resolve(id);
    }
}
