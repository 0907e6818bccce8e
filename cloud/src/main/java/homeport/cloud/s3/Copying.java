package homeport.cloud.s3;

import homeport.aws.Call;
import homeport.aws.rest.RestService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;

/** An object is made from another: of its bytes, which never change, only the names of files. */
final class Copying {
    private static final String REPLACE = "REPLACE";

    private final Buckets buckets;

    Copying(Buckets buckets) {
        this.buckets = buckets;
    }

    void register(RestService s3) {
        s3.on("CopyObject", CopyObjectRequest::builder, this::copy);
    }

    private CopyObjectResponse copy(Call call, CopyObjectRequest asked) {
        Bucket to = buckets.required(asked.destinationBucket());
        Said.checkKey(asked.destinationKey());
        Source source = Source.of(asked);
        checkDirectives(asked, source);
        Bucket from = buckets.required(source.bucket());
        Version original =
                from.hold(
                        source.key(),
                        source.versionId(),
                        found -> {
                            Version version = ObjectReading.readable(found, source.versionId());
                            Conditions.reading(asked, "CopySource", version);
                            if (version.size() > Receiving.BYTES_MAX)
                                throw ObjectWriting.tooLargeToCopy();
                            return Optional.of(version);
                        });
        Version put;
        try {
            Version draft = draft(call, asked, original, to, linked(from, to, original));
            put = ObjectWriting.kept(to, draft, before -> Conditions.writing(asked, before));
        } finally {
            from.release(original);
        }
        CopyObjectResult.Builder result =
                CopyObjectResult.builder().lastModified(put.modified()).eTag(put.quotedEtag());
        Said.tellSums(result, put);
        CopyObjectResponse.Builder answer =
                CopyObjectResponse.builder().copyObjectResult(result.build());
        Said.tellChange(answer, to, put);
        Said.versionId(from, original).ifPresent(answer::copySourceVersionId);
        return answer.build();
    }

    private static void checkDirectives(CopyObjectRequest asked, Source source) {
        boolean same =
                asked.destinationBucket().equals(source.bucket())
                        && asked.destinationKey().equals(source.key())
                        && source.versionId().isEmpty();
        boolean changes =
                REPLACE.equals(asked.metadataDirectiveAsString())
                        || asked.storageClassAsString() != null
                        || asked.serverSideEncryptionAsString() != null;
        if (same && !changes)
            throw Refusal.request(
                    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.");
    }

    private static Version draft(
            Call call,
            CopyObjectRequest asked,
            Version original,
            Bucket to,
            List<Version.Blob> blobs) {
        boolean replace = REPLACE.equals(asked.metadataDirectiveAsString());
        boolean retag = REPLACE.equals(asked.taggingDirectiveAsString());
        Map<String, String> headers = new TreeMap<>(Said.headers(asked, to.record()));
        if (!replace) headers.putAll(kept(original));
        return new Version(
                asked.destinationKey(),
                Version.NULL,
                0,
                false,
                call.now().truncatedTo(ChronoUnit.MILLIS),
                original.etag(),
                blobs,
                headers,
                replace ? Said.metadata(asked) : original.metadata(),
                original.checksums(),
                original.whole(),
                retag ? Said.tags(asked) : original.tags());
    }

    /** Storage class and encryption are the copy's own. */
    private static Map<String, String> kept(Version original) {
        Map<String, String> headers = new TreeMap<>(original.headers());
        headers.keySet().removeAll(List.of("StorageClass", "ServerSideEncryption", "SSEKMSKeyId"));
        return headers;
    }

    private static List<Version.Blob> linked(Bucket from, Bucket to, Version original) {
        List<Version.Blob> blobs = new ArrayList<>();
        boolean all = false;
        try {
            for (Version.Blob blob : original.blobs()) {
                Path file = to.files().blob(UUID.randomUUID().toString());
                Files.createLink(file, from.files().blob(blob.id()));
                blobs.add(new Version.Blob(file.getFileName().toString(), blob.size()));
            }
            Durable.sync(to.files().blobs());
            all = true;
            return blobs;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            if (!all) blobs.forEach(blob -> to.discard(blob.id()));
        }
    }
}
