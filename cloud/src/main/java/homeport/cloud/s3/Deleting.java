package homeport.cloud.s3;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Permission;
import homeport.aws.rest.RestService;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Objects go, one or a thousand at once. */
final class Deleting {
    private static final int KEYS_MAX = 1000;

    private final Buckets buckets;

    Deleting(Buckets buckets) {
        this.buckets = buckets;
    }

    void register(RestService s3) {
        s3.on("DeleteObject", DeleteObjectRequest::builder, this::one)
                .on("DeleteObjects", DeleteObjectsRequest::builder, this::several);
    }

    private DeleteObjectResponse one(Call call, DeleteObjectRequest asked) {
        Bucket bucket = buckets.required(asked.bucket());
        Optional<Version> gone = delete(call, bucket, asked);
        DeleteObjectResponse.Builder answer = DeleteObjectResponse.builder();
        if (gone.isPresent()) {
            Said.versionId(bucket, gone.get()).ifPresent(answer::versionId);
            if (gone.get().marker()) answer.deleteMarker(true);
        }
        return answer.build();
    }

    private static Optional<Version> delete(Call call, Bucket bucket, DeleteObjectRequest asked) {
        return bucket.delete(
                asked.key(),
                ListingActions.some(asked.versionId()),
                call.now().truncatedTo(ChronoUnit.MILLIS),
                before -> Conditions.writing(asked, before));
    }

    private DeleteObjectsResponse several(Call call, DeleteObjectsRequest asked) {
        if (asked.delete() == null || asked.delete().objects().isEmpty())
            throw Refusal.malformedXml();
        if (asked.delete().objects().size() > KEYS_MAX) throw Refusal.malformedXml();
        Bucket bucket = buckets.required(asked.bucket());
        boolean quiet = Boolean.TRUE.equals(asked.delete().quiet());
        List<DeletedObject> deleted = new ArrayList<>();
        List<S3Error> errors = new ArrayList<>();
        for (ObjectIdentifier one : asked.delete().objects()) {
            try {
                deleted.add(deleted(call, bucket, asked, one));
            } catch (AwsException refused) {
                errors.add(
                        S3Error.builder()
                                .key(one.key())
                                .versionId(one.versionId())
                                .code(refused.code())
                                .message(refused.getMessage())
                                .build());
            }
        }
        return DeleteObjectsResponse.builder()
                .deleted(quiet ? List.of() : deleted)
                .errors(errors)
                .build();
    }

    /** Each as though it were asked for alone, also whether it may be. */
    private static DeletedObject deleted(
            Call call, Bucket bucket, DeleteObjectsRequest all, ObjectIdentifier one) {
        DeleteObjectRequest alone =
                DeleteObjectRequest.builder()
                        .bucket(all.bucket())
                        .key(one.key())
                        .versionId(one.versionId())
                        .ifMatch(one.eTag())
                        .build();
        call.permission()
                .check(
                        call,
                        new Permission.Asked("s3", "DeleteObject", alone, Permission.Origin.SAME));
        Optional<Version> gone = delete(call, bucket, alone);
        DeletedObject.Builder told =
                DeletedObject.builder().key(one.key()).versionId(one.versionId());
        gone.filter(Version::marker)
                .ifPresent(marker -> told.deleteMarker(true).deleteMarkerVersionId(marker.id()));
        return told.build();
    }
}
