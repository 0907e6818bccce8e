package homeport.aws.model;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The model of S3, which Amazon's jar of models leaves out: its actions and their HTTP forms are
 * read from the SDK's own classes, which only the profile {@code models} has; what those do not say
 * of answers and errors stands here. Source: S3 API reference, each action's response and "Error
 * responses".
 */
final class RestModel {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SDK = "software.amazon.awssdk.services.s3.";

    /** Elements around members; where a whole member is the body, it names itself. */
    private static final Map<String, String> ROOTS =
            Map.ofEntries(
                    Map.entry("ListBuckets", "ListAllMyBucketsResult"),
                    Map.entry("ListObjects", "ListBucketResult"),
                    Map.entry("ListObjectsV2", "ListBucketResult"),
                    Map.entry("ListObjectVersions", "ListVersionsResult"),
                    Map.entry("CreateMultipartUpload", "InitiateMultipartUploadResult"),
                    Map.entry("DeleteObjects", "DeleteResult"),
                    Map.entry("GetBucketLocation", "LocationConstraint"),
                    Map.entry("GetBucketVersioning", "VersioningConfiguration"),
                    Map.entry("GetBucketAcl", "AccessControlPolicy"),
                    Map.entry("GetObjectAcl", "AccessControlPolicy"),
                    Map.entry("GetBucketTagging", "Tagging"),
                    Map.entry("GetObjectTagging", "Tagging"),
                    Map.entry("GetBucketCors", "CORSConfiguration"),
                    Map.entry("GetBucketLifecycleConfiguration", "LifecycleConfiguration"),
                    Map.entry("GetBucketWebsite", "WebsiteConfiguration"),
                    Map.entry("GetBucketLogging", "BucketLoggingStatus"),
                    Map.entry("GetBucketAccelerateConfiguration", "AccelerateConfiguration"),
                    Map.entry("GetBucketRequestPayment", "RequestPaymentConfiguration"),
                    Map.entry("GetBucketNotificationConfiguration", "NotificationConfiguration"),
                    Map.entry("GetObjectAttributes", "GetObjectAttributesResponse"));

    /** Statuses other than 400. */
    private static final Map<String, Integer> ERRORS =
            Map.ofEntries(
                    Map.entry("AccessDenied", 403),
                    Map.entry("InvalidAccessKeyId", 403),
                    Map.entry("SignatureDoesNotMatch", 403),
                    Map.entry("RequestTimeTooSkewed", 403),
                    Map.entry("NoSuchBucket", 404),
                    Map.entry("NoSuchKey", 404),
                    Map.entry("NoSuchVersion", 404),
                    Map.entry("NoSuchUpload", 404),
                    Map.entry("NoSuchBucketPolicy", 404),
                    Map.entry("NoSuchTagSet", 404),
                    Map.entry("NoSuchCORSConfiguration", 404),
                    Map.entry("NoSuchLifecycleConfiguration", 404),
                    Map.entry("NoSuchWebsiteConfiguration", 404),
                    Map.entry("NoSuchPublicAccessBlockConfiguration", 404),
                    Map.entry("OwnershipControlsNotFoundError", 404),
                    Map.entry("ReplicationConfigurationNotFoundError", 404),
                    Map.entry("ObjectLockConfigurationNotFoundError", 404),
                    Map.entry("ServerSideEncryptionConfigurationNotFoundError", 404),
                    Map.entry("MethodNotAllowed", 405),
                    Map.entry("BucketAlreadyExists", 409),
                    Map.entry("BucketAlreadyOwnedByYou", 409),
                    Map.entry("BucketNotEmpty", 409),
                    Map.entry("InvalidBucketState", 409),
                    Map.entry("OperationAborted", 409),
                    Map.entry("ConditionalRequestConflict", 409),
                    Map.entry("MissingContentLength", 411),
                    Map.entry("NotModified", 304),
                    Map.entry("PreconditionFailed", 412),
                    Map.entry("InvalidRange", 416),
                    Map.entry("InternalError", 500),
                    Map.entry("NotImplemented", 501),
                    Map.entry("ServiceUnavailable", 503));

    private RestModel() {}

    static ObjectNode routing() {
        ObjectNode service = JSON.createObjectNode();
        service.put("signingName", "s3");
        service.put("version", "2006-03-01");
        service.put("namespace", "http://s3.amazonaws.com/doc/2006-03-01/");
        service.put("targetPrefix", "");
        service.put("jsonVersion", "");
        service.putArray("protocols").add("rest-xml");
        return service;
    }

    static ObjectNode detail() {
        ObjectNode result = JSON.createObjectNode();
        ObjectNode operations = result.putObject("operations");
        try {
            for (String name : names()) operations.putObject(name).put("http", form(name));
        } catch (ReflectiveOperationException changed) {
            throw new IllegalStateException("the SDK has another form now", changed);
        }
        ObjectNode errors = result.putObject("errors");
        new TreeMap<>(ERRORS)
                .forEach((code, status) ->
                        errors.putObject(code).put("code", code).put("status", status));
        result.putObject("shapes");
        return result;
    }

    private static TreeSet<String> names() throws ReflectiveOperationException {
        var names = new TreeSet<String>();
        for (Method method : Class.forName(SDK + "S3Client").getMethods()) {
            for (Class<?> parameter : method.getParameterTypes()) {
                String name = parameter.getSimpleName();
                if (parameter.getName().startsWith(SDK + "model.") && name.endsWith("Request"))
                    names.add(name.substring(0, name.length() - "Request".length()));
            }
        }
        // their routes are those of others, at hosts that are not here
        names.remove("ListDirectoryBuckets");
        names.remove("CreateSession");
        names.remove("WriteGetObjectResponse");
        return names;
    }

    private static String form(String name) throws ReflectiveOperationException {
        Class<?> marshaller = Class.forName(SDK + "transform." + name + "RequestMarshaller");
        Field field = marshaller.getDeclaredField("SDK_OPERATION_BINDING");
        field.setAccessible(true);
        Object binding = field.get(null);
        String uri = (String) binding.getClass().getMethod("requestUri").invoke(binding);
        Object method = binding.getClass().getMethod("httpMethod").invoke(binding);
        String form = method + " " + uri + " " + status(name);
        return ROOTS.containsKey(name) ? form + " " + ROOTS.get(name) : form;
    }

    private static int status(String name) {
        boolean none =
                name.startsWith("Delete") && !name.equals("DeleteObjects")
                        || name.equals("AbortMultipartUpload")
                        || name.equals("PutBucketPolicy");
        return none ? 204 : 200;
    }
}
