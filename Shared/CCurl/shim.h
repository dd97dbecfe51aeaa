// SPDX-License-Identifier: Apache-2.0
// What Swift cannot see of libcurl: its variadic functions, one wrapper for each type of argument in use.
#ifndef SUITE_CCURL_SHIM_H
#define SUITE_CCURL_SHIM_H

// The type checks are macros for literal options at the call; here the option is a parameter.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

typedef size_t (*suite_curl_reader)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode suite_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

/// libcurl copies the text.
static inline CURLcode suite_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

/// The list must live until the option is set again or the handle is gone.
static inline CURLcode suite_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

/// The message must live until the option is set again or the handle is gone.
static inline CURLcode suite_curl_set_message(CURL *handle, curl_mime *value) {
    return curl_easy_setopt(handle, CURLOPT_MIMEPOST, value);
}

/// Each reply line of the server goes to the reader while a transfer runs, on its thread.
static inline CURLcode suite_curl_set_reply_reader(CURL *handle, suite_curl_reader reader, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, reader);
    return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_HEADERDATA, context) : code;
}

static inline CURLcode suite_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

#endif
