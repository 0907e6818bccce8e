package homeport.cloud.s3;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.rest.RestService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Parts become an object: a new description of bytes that are there already. */
final class Completing {
    private static final long PART_BYTES_MIN = 5L << 20;

    private final Buckets buckets;

    Completing(Buckets buckets) {
        this.buckets = buckets;
    }

    void register(RestService s3) {
        s3.on("CompleteMultipartUpload", CompleteMultipartUploadRequest::builder, this::complete);
    }

    private CompleteMultipartUploadResponse complete(
            Call call, CompleteMultipartUploadRequest asked) {
        Bucket bucket = buckets.required(asked.bucket());
        Uploading upload = bucket.upload(asked.key(), asked.uploadId());
        if (asked.multipartUpload() == null || asked.multipartUpload().parts().isEmpty())
            throw Refusal.malformedXml();
        List<Uploading.Part> parts = chosen(upload, asked.multipartUpload().parts());
        Map<String, String> sums = sums(bucket, upload, parts);
        checkStated(asked, sums);
        Version draft = draft(call, upload, parts, sums);
        boolean wrong = asked.mpuObjectSize() != null && asked.mpuObjectSize() != draft.size();
        if (wrong)
            throw Refusal.request(
                    "The provided 'x-amz-mp-object-size' header does not match what was computed.");
        Version put = bucket.complete(upload, draft, before -> Conditions.writing(asked, before));
        CompleteMultipartUploadResponse.Builder answer =
                CompleteMultipartUploadResponse.builder()
                        .location("/" + asked.bucket() + "/" + asked.key())
                        .bucket(asked.bucket())
                        .key(asked.key());
        Said.tellChange(answer, bucket, put);
        Said.tellSums(answer, put);
        return answer.build();
    }

    private static Version draft(
            Call call, Uploading upload, List<Uploading.Part> parts, Map<String, String> sums) {
        MessageDigest md5 = Sum.digest("MD5");
        parts.forEach(part -> md5.update(HexFormat.of().parseHex(part.etag())));
        return new Version(
                upload.key(),
                Version.NULL,
                0,
                false,
                call.now().truncatedTo(ChronoUnit.MILLIS),
                HexFormat.of().formatHex(md5.digest()) + "-" + parts.size(),
                parts.stream().map(Uploading.Part::blob).toList(),
                upload.headers(),
                upload.metadata(),
                sums,
                upload.whole(),
                upload.tags());
    }

    private static List<Uploading.Part> chosen(Uploading upload, List<CompletedPart> named) {
        List<Uploading.Part> parts = new ArrayList<>();
        int last = 0;
        for (CompletedPart one : named) {
            if (one.partNumber() == null || one.eTag() == null) throw Refusal.malformedXml();
            if (one.partNumber() <= last)
                throw new AwsException(
                        "InvalidPartOrder",
                        "The list of parts was not in ascending order. The parts list must be specified in order by part number.");
            last = one.partNumber();
            parts.add(part(upload, one));
        }
        for (Uploading.Part part : parts.subList(0, parts.size() - 1))
            if (part.blob().size() < PART_BYTES_MIN)
                throw new AwsException(
                        "EntityTooSmall",
                        "Your proposed upload is smaller than the minimum allowed size");
        return parts;
    }

    private static Uploading.Part part(Uploading upload, CompletedPart one) {
        Uploading.Part part = upload.parts().get(one.partNumber());
        boolean same = part != null && one.eTag().replace("\"", "").equals(part.etag());
        for (Sum sum : Sum.values()) {
            Optional<String> stated = Members.text(one, sum.member());
            same = same && (stated.isEmpty() || agrees(part, sum, stated.get()));
        }
        if (!same) throw Refusal.noPart();
        return part;
    }

    private static boolean agrees(Uploading.Part part, Sum sum, String stated) {
        String known = part.checksums().get(sum.name());
        return known == null || known.equals(stated);
    }

    private static Map<String, String> sums(
            Bucket bucket, Uploading upload, List<Uploading.Part> parts) {
        if (upload.sum().isEmpty()) return Map.of();
        Sum sum = upload.sum().get();
        Sum.Running running = sum.start();
        if (upload.whole()) return Map.of(sum.name(), whole(bucket, parts, running));
        for (Uploading.Part part : parts) {
            byte[] of = Base64.getDecoder().decode(part.checksums().get(sum.name()));
            running.update(of, 0, of.length);
        }
        return Map.of(sum.name(), running.base64() + "-" + parts.size());
    }

    private static String whole(Bucket bucket, List<Uploading.Part> parts, Sum.Running running) {
        List<Version.Blob> blobs = parts.stream().map(Uploading.Part::blob).toList();
        long size = blobs.stream().mapToLong(Version.Blob::size).sum();
        byte[] buffer = new byte[256 << 10];
        try (Bytes bytes = new Bytes(bucket.files(), blobs, new Range(0, size))) {
            int count;
            while ((count = bytes.read(buffer, 0, buffer.length)) >= 0)
                running.update(buffer, 0, count);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return running.base64();
    }

    private static void checkStated(
            CompleteMultipartUploadRequest asked, Map<String, String> sums) {
        for (Sum sum : Sum.values()) {
            Optional<String> stated = Members.text(asked, sum.member());
            String known = sums.get(sum.name());
            if (stated.isPresent() && known != null && !known.equals(stated.get()))
                throw new AwsException(
                        "BadDigest",
                        "The %s you specified did not match the calculated checksum."
                                .formatted(sum));
        }
    }
}
