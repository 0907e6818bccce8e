package homeport.cloud.s3;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.rest.RestService;
import homeport.aws.rest.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingResponse;

/** Objects are put, and tagged. */
final class ObjectWriting {
    private final Buckets buckets;

    ObjectWriting(Buckets buckets) {
        this.buckets = buckets;
    }

    void register(RestService s3) {
        s3.onStream("PutObject", PutObjectRequest::builder, this::put)
                .on("PutObjectTagging", PutObjectTaggingRequest::builder, this::tag)
                .on("GetObjectTagging", GetObjectTaggingRequest::builder, this::tags)
                .on("DeleteObjectTagging", DeleteObjectTaggingRequest::builder, this::untag);
    }

    private PutObjectResponse put(Call call, PutObjectRequest asked, Upload upload) {
        Bucket bucket = buckets.required(asked.bucket());
        Said.checkKey(asked.key());
        Conditions.writing(asked, bucket.find(asked.key(), Optional.empty())); // before it is sent
        var metadata = Said.metadata(asked);
        var tags = Said.tags(asked);
        Receiving.Received received = received(bucket, asked, upload);
        Version draft =
                new Version(
                        asked.key(),
                        Version.NULL,
                        0,
                        false,
                        call.now().truncatedTo(ChronoUnit.MILLIS),
                        received.etag(),
                        List.of(received.blob()),
                        Said.headers(asked, bucket.record()),
                        metadata,
                        received.checksums(),
                        true,
                        tags);
        Version put = kept(bucket, draft, before -> Conditions.writing(asked, before));
        PutObjectResponse.Builder answer = PutObjectResponse.builder();
        Said.tellChange(answer, bucket, put);
        Said.tellSums(answer, put);
        return answer.build();
    }

    private static Receiving.Received received(
            Bucket bucket, PutObjectRequest asked, Upload upload) {
        try {
            return Receiving.receive(bucket.files(), asked, upload, Optional.empty());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Puts a draft whose bytes nobody owns yet, or discards them. */
    static Version kept(
            Bucket bucket, Version draft, java.util.function.Consumer<Optional<Version>> check) {
        boolean kept = false;
        try {
            Version put = bucket.put(draft, check);
            kept = true;
            return put;
        } finally {
            if (!kept) draft.blobs().forEach(blob -> bucket.discard(blob.id()));
        }
    }

    private PutObjectTaggingResponse tag(Call call, PutObjectTaggingRequest asked) {
        if (asked.tagging() == null) throw Refusal.malformedXml();
        Bucket bucket = buckets.required(asked.bucket());
        var tags = TagSet.of(asked.tagging().tagSet());
        Version after =
                bucket.change(
                        asked.key(),
                        ListingActions.some(asked.versionId()),
                        before -> before.withTags(tags));
        return PutObjectTaggingResponse.builder()
                .versionId(Said.versionId(bucket, after).orElse(null))
                .build();
    }

    private GetObjectTaggingResponse tags(Call call, GetObjectTaggingRequest asked) {
        Bucket bucket = buckets.required(asked.bucket());
        Version found =
                ObjectReading.readable(
                        bucket.find(asked.key(), ListingActions.some(asked.versionId())),
                        ListingActions.some(asked.versionId()));
        return GetObjectTaggingResponse.builder()
                .tagSet(TagSet.shown(found.tags()))
                .versionId(Said.versionId(bucket, found).orElse(null))
                .build();
    }

    private DeleteObjectTaggingResponse untag(Call call, DeleteObjectTaggingRequest asked) {
        Bucket bucket = buckets.required(asked.bucket());
        Version after =
                bucket.change(
                        asked.key(),
                        ListingActions.some(asked.versionId()),
                        before -> before.withTags(java.util.Map.of()));
        return DeleteObjectTaggingResponse.builder()
                .versionId(Said.versionId(bucket, after).orElse(null))
                .build();
    }

    static AwsException tooLargeToCopy() {
        return Refusal.request(
                "The specified copy source is larger than the maximum allowable size for a copy source: "
                        + Receiving.BYTES_MAX);
    }
}
