/**
 * S3: buckets and objects in files of the data folder. An object is there when the one small file
 * that describes it is, which is renamed into place after its bytes are on disk.
 */
package homeport.cloud.s3;
