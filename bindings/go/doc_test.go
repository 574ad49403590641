package acmeclient

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
)

func TestEverythingExportedIsDocumented(t *testing.T) {
	files := token.NewFileSet()
	sources := func(info os.FileInfo) bool { return !strings.HasSuffix(info.Name(), "_test.go") }
	packages := must[map[string]*ast.Package](t)(parser.ParseDir(files, ".", sources, parser.ParseComments))
	seen := 0
	check := func(name *ast.Ident, comments ...*ast.CommentGroup) {
		if !name.IsExported() {
			return
		}
		seen++
		for _, comment := range comments {
			if comment.Text() != "" {
				return
			}
		}
		t.Errorf("%s: %s has no comment", files.Position(name.Pos()), name.Name)
	}
	ast.Inspect(packages["acmeclient"], func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.FuncDecl:
			if node.Recv == nil || ast.IsExported(receiver(node)) {
				check(node.Name, node.Doc)
			}
			return false
		case *ast.GenDecl:
			for _, spec := range node.Specs {
				checkSpec(check, spec, node.Doc, len(node.Specs) == 1)
			}
		}
		return true
	})
	if seen < 200 {
		t.Errorf("only %d exported names were seen", seen)
	}
}

func receiver(method *ast.FuncDecl) string {
	kind := method.Recv.List[0].Type
	if pointer, ok := kind.(*ast.StarExpr); ok {
		kind = pointer.X
	}
	if name, ok := kind.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}

func checkSpec(check func(*ast.Ident, ...*ast.CommentGroup), spec ast.Spec, doc *ast.CommentGroup, alone bool) {
	if !alone {
		doc = nil
	}
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		check(spec.Name, spec.Doc, doc)
		var fields *ast.FieldList
		switch kind := spec.Type.(type) {
		case *ast.StructType:
			fields = kind.Fields
		case *ast.InterfaceType:
			fields = kind.Methods
		}
		if fields == nil || !spec.Name.IsExported() {
			return
		}
		for _, field := range fields.List {
			for _, name := range field.Names {
				check(name, field.Doc, field.Comment)
			}
		}
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			check(name, spec.Doc, doc)
		}
	}
}
