package lifecycle

import (
	"crypto/sha256"
	"encoding/binary"

	"example.com/tenure/entitlement"
)

// requestHash is what the log keeps of what people wrote in a request, and presented with it. Two texts that differ in a
// justification, in a question, in a claim or in how answers are divided have different hashes.
func requestHash(text *entitlement.RequestText) [32]byte {
	if len(text.VerifiedCredentials) > 0 {
		return credentialsHash(text)
	}
	if len(text.Answers) == 0 {
		return textHash(text.Salt, text.Justification)
	}
	const noText = 0xff // a byte that no justification has, so that answers are never taken for one
	content := append(append([]byte(nil), text.Salt[:]...), noText)
	content = appendPart(content, text.Justification)
	return sha256.Sum256(appendAnswers(content, text.Answers))
}

func appendAnswers(dst []byte, answers []entitlement.Answer) []byte {
	for _, a := range answers {
		dst = appendPart(dst, string(a.Question))
		dst = binary.AppendUvarint(dst, uint64(len(a.Values)))
		for _, v := range a.Values {
			dst = appendPart(dst, v)
		}
	}
	return dst
}

func appendPart(dst []byte, text string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(text))), text...)
}

// AnswerView is an answer as the readers of a request see it.
type AnswerView struct {
	Question entitlement.Question // as the request's version of the policy asks it
	Values   []string             // the text, or the values of the choices
}

// Display returns the answer as people read it in a language: choices by their labels.
func (v *AnswerView) Display(language string) string { return v.Question.Display(v.Values, language) }

// answerViews shows the answers of a request in the display order of its policy's questions, then those to attributes.
func (u *unit) answerViews(ref entitlement.PolicyRef, answers []entitlement.Answer) ([]AnswerView, error) {
	if len(answers) == 0 {
		return nil, nil
	}
	p, err := u.policyAt(ref)
	if err != nil {
		return nil, err
	}
	questions := p.OrderedQuestions()
	pkg, err := u.pkg(p.Package)
	if err != nil {
		return nil, err
	}
	if pkg != nil {
		attributes, err := u.attributesOf(pkg)
		if err != nil {
			return nil, err
		}
		for i := range attributes {
			questions = append(questions, attributes[i].Question)
		}
	}
	var out []AnswerView
	for _, q := range questions {
		for _, a := range answers {
			if a.Question == q.ID {
				out = append(out, AnswerView{Question: q.Clone(), Values: a.Values})
			}
		}
	}
	return out, nil
}
