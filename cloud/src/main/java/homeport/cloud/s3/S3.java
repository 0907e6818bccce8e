package homeport.cloud.s3;

import homeport.aws.rest.RestService;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/** S3: its actions, and what others ask of buckets. Any thread. */
public final class S3 {
    private final Buckets buckets;
    private final RestService service;

    /**
     * @param folder of all buckets; made when the first of them is
     */
    public S3(Path folder) {
        buckets = new Buckets(folder);
        buckets.sweep();
        service = new RestService("s3", Unsupported::check);
        new BucketActions(buckets).register(service);
        new Configs(buckets).register(service);
        new Policies(buckets).register(service);
        new Absences(buckets).register(service);
        new ListingActions(buckets).register(service);
        new ObjectWriting(buckets).register(service);
        new ObjectReading(buckets).register(service);
        new Deleting(buckets).register(service);
        new Copying(buckets).register(service);
        new Multipart(buckets).register(service);
        new Completing(buckets).register(service);
        new UploadLists(buckets).register(service);
    }

    /** Its actions. */
    public RestService service() {
        return service;
    }

    /** The policy of a bucket, by its ARN or that of an object in it; empty for none. */
    public Optional<String> policy(String arn) {
        String resource = arn.substring(arn.lastIndexOf(":::") + 3);
        return buckets.find(resource.split("/", 2)[0])
                .map(bucket -> bucket.record().settings().get(Policies.SETTING));
    }

    /**
     * A small object's bytes, for services that are pointed to one, as to a template.
     *
     * @param bytesMax more are not read
     * @return empty when there is no such object, or it is larger
     */
    public Optional<byte[]> read(String bucket, String key, int bytesMax) {
        Optional<Bucket> in = buckets.find(bucket);
        Optional<Version> found =
                in.flatMap(one -> one.find(key, Optional.empty()))
                        .filter(version -> !version.marker() && version.size() <= bytesMax);
        if (found.isEmpty()) return Optional.empty();
        Version held = in.get().hold(key, Optional.of(found.get().id()), version -> version);
        try (InputStream bytes = new Bytes(in.get().files(), held, new Range(0, held.size()))) {
            return Optional.of(bytes.readNBytes(bytesMax));
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        } finally {
            in.get().release(held);
        }
    }
}
