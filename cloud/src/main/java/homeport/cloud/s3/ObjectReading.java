package homeport.cloud.s3;

import homeport.aws.Call;
import homeport.aws.Front;
import homeport.aws.rest.RestService;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.GetObjectAclRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;

/** Objects are read, whole or in part, or only asked about. */
final class ObjectReading {
    private static final int PARTIAL = 206;

    /** What a signed request may have its answer say instead. */
    private static final Map<String, String> OVERRIDES =
            Map.of(
                    "ResponseCacheControl", "CacheControl",
                    "ResponseContentDisposition", "ContentDisposition",
                    "ResponseContentEncoding", "ContentEncoding",
                    "ResponseContentLanguage", "ContentLanguage",
                    "ResponseContentType", "ContentType",
                    "ResponseExpires", "Expires");

    private final Buckets buckets;

    ObjectReading(Buckets buckets) {
        this.buckets = buckets;
    }

    void register(RestService s3) {
        s3.onDownload("GetObject", GetObjectRequest::builder, this::get)
                .onDownload("HeadObject", HeadObjectRequest::builder, this::head)
                .on("GetObjectAttributes", GetObjectAttributesRequest::builder, this::attributes)
                .on("GetObjectAcl", GetObjectAclRequest::builder, this::acl);
    }

    /** What is asked for, and what of it. */
    private record Part(Version version, Range range, boolean partial) {}

    private RestService.Download get(Call call, GetObjectRequest asked) {
        Bucket bucket = buckets.required(asked.bucket());
        Optional<String> id = ListingActions.some(asked.versionId());
        Version version =
                bucket.hold(asked.key(), id, found -> Optional.of(checked(asked, found, id)));
        boolean ready = false;
        try {
            Part part = part(asked, version);
            GetObjectResponse.Builder answer = GetObjectResponse.builder();
            tell(answer, asked, bucket, part);
            OVERRIDES.forEach((from, to) ->
                    Members.get(asked, from).ifPresent(value -> Members.set(answer, to, value)));
            ready = true;
            return new RestService.Download(
                    answer.build(),
                    part.partial() ? PARTIAL : 200,
                    part.range().length(),
                    body(bucket, part));
        } finally {
            if (!ready) bucket.release(version);
        }
    }

    private static Front.Body body(Bucket bucket, Part part) {
        return new Front.Body() {
            @Override
            public void to(OutputStream out) throws IOException {
                try (Bytes bytes = new Bytes(bucket.files(), part.version(), part.range())) {
                    byte[] buffer = new byte[128 << 10];
                    int count;
                    while ((count = bytes.read(buffer, 0, buffer.length)) >= 0)
                        out.write(buffer, 0, count);
                }
            }

            @Override
            public void close() {
                bucket.release(part.version());
            }
        };
    }

    private RestService.Download head(Call call, HeadObjectRequest asked) {
        Bucket bucket = buckets.required(asked.bucket());
        Optional<String> id = ListingActions.some(asked.versionId());
        Version version = checked(asked, bucket.find(asked.key(), id), id);
        Part part = part(asked, version);
        HeadObjectResponse.Builder answer = HeadObjectResponse.builder();
        tell(answer, asked, bucket, part);
        return new RestService.Download(
                answer.build(), part.partial() ? PARTIAL : 200, part.range().length(), out -> {});
    }

    private static Version checked(SdkPojo asked, Optional<Version> found, Optional<String> id) {
        Version version = readable(found, id);
        Conditions.reading(asked, "", version);
        return version;
    }

    /**
     * @throws homeport.aws.AwsException {@code NoSuchKey}, {@code NoSuchVersion}, {@code
     *     MethodNotAllowed}
     */
    static Version readable(Optional<Version> found, Optional<String> id) {
        if (found.isEmpty()) throw id.isPresent() ? Refusal.noVersion() : Refusal.noKey();
        if (found.get().marker()) throw id.isPresent() ? Refusal.marker() : Refusal.noKey();
        return found.get();
    }

    private static Part part(SdkPojo asked, Version version) {
        Optional<Integer> number = Members.get(asked, "PartNumber").map(Integer.class::cast);
        Optional<String> range = Members.text(asked, "Range");
        if (number.isPresent() && range.isPresent())
            throw Refusal.request(
                    "Cannot specify both Range header and partNumber query parameter");
        if (number.isPresent()) return new Part(version, ofPart(version, number.get()), true);
        Optional<Range> wanted = range.flatMap(text -> Range.parse(text, version.size()));
        return new Part(version, wanted.orElse(new Range(0, version.size())), wanted.isPresent());
    }

    private static Range ofPart(Version version, int number) {
        List<Version.Blob> blobs = version.blobs();
        if (number < 1 || number > blobs.size()) throw Range.unsatisfiable();
        long from = 0;
        for (int i = 0; i < number - 1; i++) from += blobs.get(i).size();
        return new Range(from, blobs.get(number - 1).size());
    }

    private static void tell(SdkPojo answer, SdkPojo asked, Bucket bucket, Part part) {
        Version version = part.version();
        Said.tell(answer, version);
        Members.set(answer, "ETag", version.quotedEtag());
        Members.set(answer, "LastModified", version.modified());
        Members.set(answer, "AcceptRanges", "bytes");
        Members.set(answer, "ContentLength", part.range().length());
        Said.versionId(bucket, version).ifPresent(id -> Members.set(answer, "VersionId", id));
        if (part.partial()) Members.set(answer, "ContentRange", part.range().text(version.size()));
        if (!version.tags().isEmpty()) Members.set(answer, "TagCount", version.tags().size());
        if (Members.get(asked, "PartNumber").isPresent() && version.blobs().size() > 1)
            Members.set(answer, "PartsCount", version.blobs().size());
        boolean sums = Members.text(asked, "ChecksumMode").filter("ENABLED"::equals).isPresent();
        if (sums && !part.partial()) Said.tellSums(answer, version);
    }

    private GetObjectAttributesResponse attributes(Call call, GetObjectAttributesRequest asked) {
        Bucket bucket = buckets.required(asked.bucket());
        Optional<String> id = ListingActions.some(asked.versionId());
        Version version = readable(bucket.find(asked.key(), id), id);
        List<ObjectAttributes> wanted = asked.objectAttributes();
        GetObjectAttributesResponse.Builder answer =
                GetObjectAttributesResponse.builder()
                        .lastModified(version.modified())
                        .versionId(Said.versionId(bucket, version).orElse(null));
        if (wanted.contains(ObjectAttributes.E_TAG)) answer.eTag(version.etag());
        if (wanted.contains(ObjectAttributes.OBJECT_SIZE)) answer.objectSize(version.size());
        if (wanted.contains(ObjectAttributes.STORAGE_CLASS))
            answer.storageClass(version.storageClass());
        if (wanted.contains(ObjectAttributes.CHECKSUM) && !version.checksums().isEmpty())
            answer.checksum(sums -> Said.tellSums(sums, version));
        if (wanted.contains(ObjectAttributes.OBJECT_PARTS) && version.blobs().size() > 1)
            answer.objectParts(parts -> parts.totalPartsCount(version.blobs().size()));
        return answer.build();
    }

    private GetObjectAclResponse acl(Call call, GetObjectAclRequest asked) {
        Optional<String> id = ListingActions.some(asked.versionId());
        readable(buckets.required(asked.bucket()).find(asked.key(), id), id);
        return GetObjectAclResponse.builder()
                .owner(ListingActions.owner(call))
                .grants(Absences.ownersGrant(call.account()))
                .build();
    }
}
