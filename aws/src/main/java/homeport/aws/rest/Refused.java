package homeport.aws.rest;

import homeport.aws.AwsException;

/** What S3 says of a request that is not of its form. */
final class Refused {
    private Refused() {}

    static AwsException incomplete() {
        return new AwsException(
                "IncompleteBody",
                "You did not provide the number of bytes specified by the Content-Length HTTP header.");
    }

    static AwsException malformedXml() {
        return new AwsException(
                "MalformedXML",
                "The XML you provided was not well-formed or did not validate against our published schema");
    }

    static AwsException argument(String message) {
        return new AwsException("InvalidArgument", message);
    }

    static AwsException chunks() {
        return new AwsException(
                "IncompleteBody", "The request body is not a sequence of aws-chunked chunks.");
    }

    static AwsException absent(String what) {
        return new AwsException(
                "NotImplemented",
                "A header or query you provided implies functionality that is not implemented: "
                        + what);
    }
}
