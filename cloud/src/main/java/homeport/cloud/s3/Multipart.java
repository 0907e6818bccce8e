package homeport.cloud.s3;

import homeport.aws.Call;
import homeport.aws.rest.RestService;
import homeport.aws.rest.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Objects that come in parts: begun, their parts sent or copied, given up. */
final class Multipart {
    /** Source: S3 user guide, "Amazon S3 multipart upload limits". */
    static final int PARTS_MAX = 10_000;

    private final Buckets buckets;

    Multipart(Buckets buckets) {
        this.buckets = buckets;
    }

    void register(RestService s3) {
        s3.on("CreateMultipartUpload", CreateMultipartUploadRequest::builder, this::create)
                .onStream("UploadPart", UploadPartRequest::builder, this::part)
                .on("UploadPartCopy", UploadPartCopyRequest::builder, this::copy)
                .on("AbortMultipartUpload", AbortMultipartUploadRequest::builder, this::abort);
    }

    private CreateMultipartUploadResponse create(Call call, CreateMultipartUploadRequest asked) {
        Bucket bucket = buckets.required(asked.bucket());
        Said.checkKey(asked.key());
        Optional<Sum> sum = sum(asked.checksumAlgorithmAsString());
        boolean whole = whole(asked.checksumTypeAsString(), sum);
        Uploading upload =
                new Uploading(
                        UUID.randomUUID().toString().replace("-", ""),
                        asked.key(),
                        call.now().truncatedTo(ChronoUnit.MILLIS),
                        Said.headers(asked, bucket.record()),
                        Said.metadata(asked),
                        Said.tags(asked),
                        sum,
                        whole,
                        Map.of());
        bucket.begin(upload);
        return CreateMultipartUploadResponse.builder()
                .bucket(asked.bucket())
                .key(asked.key())
                .uploadId(upload.id())
                .serverSideEncryption(upload.headers().get("ServerSideEncryption"))
                .checksumAlgorithm(sum.map(Sum::name).orElse(null))
                .checksumType(sum.map(s -> whole ? "FULL_OBJECT" : "COMPOSITE").orElse(null))
                .build();
    }

    private static Optional<Sum> sum(String name) {
        if (name == null) return Optional.empty();
        Optional<Sum> sum = Sum.named(name);
        if (sum.isEmpty())
            throw Refusal.request(
                    "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
        return sum;
    }

    private static boolean whole(String type, Optional<Sum> sum) {
        boolean only = sum.equals(Optional.of(Sum.CRC64NVME));
        if (type == null) return only;
        boolean whole = type.equals("FULL_OBJECT");
        boolean wrong = sum.isEmpty() || whole && !sum.get().linear() || !whole && only;
        if (wrong)
            throw Refusal.request(
                    "The %s checksum type cannot be used with the %s checksum algorithm."
                            .formatted(type, sum.map(Sum::name).orElse("absent")));
        return whole;
    }

    private static int number(Integer asked) {
        if (asked == null || asked < 1 || asked > PARTS_MAX)
            throw Refusal.argument("Part number must be an integer between 1 and 10000, inclusive");
        return asked;
    }

    private UploadPartResponse part(Call call, UploadPartRequest asked, Upload upload) {
        Bucket bucket = buckets.required(asked.bucket());
        int number = number(asked.partNumber());
        Uploading under = bucket.upload(asked.key(), asked.uploadId());
        Uploading.Part part = added(bucket, under, asked, upload, number, call.now());
        UploadPartResponse.Builder answer =
                UploadPartResponse.builder()
                        .eTag("\"" + part.etag() + "\"")
                        .serverSideEncryption(under.headers().get("ServerSideEncryption"));
        part.checksums().forEach((sum, value) -> Members.set(answer, "Checksum" + sum, value));
        return answer.build();
    }

    private static Uploading.Part added(
            Bucket bucket, Uploading under, SdkPojo asked, Upload upload, int number, Instant now) {
        boolean kept = false;
        Receiving.Received received;
        try {
            received = Receiving.receive(bucket.files(), asked, upload, under.sum());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        try {
            Uploading.Part part =
                    new Uploading.Part(
                            number,
                            received.etag(),
                            received.blob(),
                            now.truncatedTo(ChronoUnit.MILLIS),
                            received.checksums());
            bucket.add(under.key(), under.id(), part);
            kept = true;
            return part;
        } finally {
            if (!kept) bucket.discard(received.blob().id());
        }
    }

    private UploadPartCopyResponse copy(Call call, UploadPartCopyRequest asked) {
        Bucket bucket = buckets.required(asked.destinationBucket());
        int number = number(asked.partNumber());
        Uploading under = bucket.upload(asked.destinationKey(), asked.uploadId());
        Source source = Source.of(asked);
        Bucket from = buckets.required(source.bucket());
        Version original =
                from.hold(
                        source.key(),
                        source.versionId(),
                        found -> {
                            Version version = ObjectReading.readable(found, source.versionId());
                            Conditions.reading(asked, "CopySource", version);
                            return Optional.of(version);
                        });
        try {
            Range range = range(asked.copySourceRange(), original.size());
            Uploading.Part part;
            try (Bytes bytes = new Bytes(from.files(), original, range)) {
                Upload upload = Source.upload(bytes, range.length());
                part = added(bucket, under, asked, upload, number, call.now());
            }
            CopyPartResult.Builder result =
                    CopyPartResult.builder()
                            .eTag("\"" + part.etag() + "\"")
                            .lastModified(part.modified());
            part.checksums().forEach((sum, value) -> Members.set(result, "Checksum" + sum, value));
            return UploadPartCopyResponse.builder()
                    .copySourceVersionId(Said.versionId(from, original).orElse(null))
                    .copyPartResult(result.build())
                    .build();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            from.release(original);
        }
    }

    private static Range range(String text, long size) {
        if (text == null) return new Range(0, size);
        return Range.parse(text, size)
                .orElseThrow(() ->
                        Refusal.argument(
                                "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy"));
    }

    private AbortMultipartUploadResponse abort(Call call, AbortMultipartUploadRequest asked) {
        buckets.required(asked.bucket()).abort(asked.key(), asked.uploadId());
        return AbortMultipartUploadResponse.builder().build();
    }
}
