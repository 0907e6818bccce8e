package homeport.cloud.s3;

import homeport.aws.Call;
import homeport.aws.rest.RestService;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;

/** Which uploads are under way, and which parts of one are there. */
final class UploadLists {
    private final Buckets buckets;

    UploadLists(Buckets buckets) {
        this.buckets = buckets;
    }

    void register(RestService s3) {
        s3.on("ListParts", ListPartsRequest::builder, this::parts)
                .on("ListMultipartUploads", ListMultipartUploadsRequest::builder, this::uploads);
    }

    private ListPartsResponse parts(Call call, ListPartsRequest asked) {
        Uploading upload = buckets.required(asked.bucket()).upload(asked.key(), asked.uploadId());
        int after = Optional.ofNullable(asked.partNumberMarker()).orElse(0);
        int max = ListingActions.max(asked.maxParts());
        List<Uploading.Part> all =
                upload.parts().values().stream().filter(one -> one.number() > after).toList();
        List<Uploading.Part> page = all.subList(0, Math.min(max, all.size()));
        return ListPartsResponse.builder()
                .bucket(asked.bucket())
                .key(asked.key())
                .uploadId(asked.uploadId())
                .partNumberMarker(after)
                .nextPartNumberMarker(page.isEmpty() ? after : page.getLast().number())
                .maxParts(max)
                .isTruncated(page.size() < all.size())
                .parts(page.stream().map(UploadLists::shown).toList())
                .owner(ListingActions.owner(call))
                .initiator(one -> one.id(call.caller().arn()))
                .storageClass(upload.headers().getOrDefault("StorageClass", "STANDARD"))
                .build();
    }

    private static Part shown(Uploading.Part one) {
        Part.Builder part =
                Part.builder()
                        .partNumber(one.number())
                        .eTag("\"" + one.etag() + "\"")
                        .size(one.blob().size())
                        .lastModified(one.modified());
        one.checksums().forEach((sum, value) -> Members.set(part, "Checksum" + sum, value));
        return part.build();
    }

    private ListMultipartUploadsResponse uploads(Call call, ListMultipartUploadsRequest asked) {
        if (ListingActions.some(asked.delimiter()).isPresent())
            throw Refusal.notImplemented("delimiter of multipart uploads");
        UnaryOperator<String> spelled = ListingActions.spelled(asked.encodingType());
        String key = ListingActions.text(asked.keyMarker());
        String id = ListingActions.text(asked.uploadIdMarker());
        int max = ListingActions.max(asked.maxUploads());
        List<Uploading> all =
                buckets.required(asked.bucket()).uploads().stream()
                        .filter(one -> one.key().startsWith(ListingActions.text(asked.prefix())))
                        .sorted(
                                Comparator.comparing(Uploading::key, Bucket.ORDER)
                                        .thenComparing(Uploading::id))
                        .filter(one -> isAfter(one, key, id))
                        .toList();
        List<Uploading> page = all.subList(0, Math.min(max, all.size()));
        boolean more = page.size() < all.size() && !page.isEmpty();
        return ListMultipartUploadsResponse.builder()
                .bucket(asked.bucket())
                .prefix(spelled.apply(ListingActions.text(asked.prefix())))
                .keyMarker(spelled.apply(key))
                .uploadIdMarker(id)
                .encodingType(asked.encodingType())
                .maxUploads(max)
                .isTruncated(more)
                .nextKeyMarker(more ? spelled.apply(page.getLast().key()) : null)
                .nextUploadIdMarker(more ? page.getLast().id() : null)
                .uploads(page.stream().map(one -> shown(call, one, spelled)).toList())
                .build();
    }

    private static boolean isAfter(Uploading one, String key, String id) {
        int order = Bucket.ORDER.compare(one.key(), key);
        return order > 0 || order == 0 && !id.isEmpty() && one.id().compareTo(id) > 0;
    }

    private static MultipartUpload shown(Call call, Uploading one, UnaryOperator<String> spelled) {
        return MultipartUpload.builder()
                .key(spelled.apply(one.key()))
                .uploadId(one.id())
                .initiated(one.initiated())
                .storageClass(one.headers().getOrDefault("StorageClass", "STANDARD"))
                .owner(ListingActions.owner(call))
                .initiator(i -> i.id(call.caller().arn()))
                .build();
    }
}
