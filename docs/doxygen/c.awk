# Doxygen's view of include/acme_client.h: the comment at its top describes the file, each section is a group, so that
# each noun has a page, and each opaque type says what it is.
FNR == 1 { sub(/^\/\*$/, "/** @file") }
/^\/\* -+$/ {
    if (group++) print "/** @} */"
    getline
    text = substr($0, 4)
    title = text
    sub(/[:.,(].*/, "", title)
    printf "/** @defgroup section%d %s\n * %s\n", group, title, text
    heading = 1
    next
}
heading && /^ \* -+ \*\/$/ { print " * @{ */"; heading = 0; next }
/^typedef struct / { print "/** Opaque: made, read and freed by functions. */" }
/^#ifdef __cplusplus$/ && group { print "/** @} */" }
{ print }
