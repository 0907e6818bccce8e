package homeport.cloud.s3;

import homeport.aws.AwsException;

/** S3's answers to what it cannot do. Source: S3 API reference, "Error responses". */
final class Refusal {
    private Refusal() {}

    static AwsException noBucket() {
        return new AwsException("NoSuchBucket", "The specified bucket does not exist");
    }

    static AwsException noKey() {
        return new AwsException("NoSuchKey", "The specified key does not exist.");
    }

    static AwsException noVersion() {
        return new AwsException("NoSuchVersion", "The specified version does not exist.");
    }

    static AwsException noUpload() {
        return new AwsException(
                "NoSuchUpload",
                "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.");
    }

    static AwsException noPart() {
        return new AwsException(
                "InvalidPart",
                "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.");
    }

    static AwsException argument(String message) {
        return new AwsException("InvalidArgument", message);
    }

    static AwsException request(String message) {
        return new AwsException("InvalidRequest", message);
    }

    static AwsException malformedXml() {
        return new AwsException(
                "MalformedXML",
                "The XML you provided was not well-formed or did not validate against our published schema");
    }

    static AwsException notImplemented(String what) {
        return new AwsException(
                "NotImplemented",
                "A header you provided implies functionality that is not implemented: " + what);
    }

    static AwsException precondition() {
        return new AwsException(
                "PreconditionFailed",
                "At least one of the pre-conditions you specified did not hold");
    }

    static AwsException tooLarge() {
        return new AwsException(
                "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
    }

    static AwsException marker() {
        return new AwsException(
                "MethodNotAllowed", "The specified method is not allowed against this resource.");
    }
}
