# Doxygen's view of the C++ headers: what every class repeats is described once, in acme::Object, and the members that a
# range, an iterator or a container has by the rules of the language say that they are such.
/static constexpr const char \*class_name/ || /^ *using (Object|Builder)::(Object|Builder);/ { print ""; next }
!documented && (/^ +using (iterator_category|value_type|difference_type|reference|pointer|c_type) = / ||
    /^ +[^=]*[ *](begin|end|size|empty|data)\(\) (const|noexcept|\{)/ || /^ +[^=]*operator(\*|->|\+\+|==|!=|=)\(/) {
    print "/** As the language has it. */"
}
{ print; documented = /\*\/ *$/ || (documented && /^ *template/) }
