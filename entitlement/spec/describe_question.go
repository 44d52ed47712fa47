package spec

import "example.com/tenure/entitlement"

var questionForm = object("question", "Something that requestors are asked.",
	append([]member[entitlement.Question]{
		field("id", "What answers refer to it by. Unique in the policy; keep it when the text changes.",
			func(q *entitlement.Question) *entitlement.QuestionID { return &q.ID }, text[entitlement.QuestionID]()).must(),
	}, questionMembers...)...,
)

// The question for an attribute has no name of its own.
var attributeQuestionForm = object("attributeQuestion", "Asks for the value of a property.", questionMembers...)

var attributeForm = object("attribute", "A property of people that a resource wants to be known.",
	field("name", "The property, such as department. Unique in the resource.",
		func(a *entitlement.ResourceAttribute) *string { return &a.Name }, text[string]()).must(),
	flag("isEditable", "Each request may change it. Otherwise it is filled in once.",
		func(a *entitlement.ResourceAttribute) *bool { return &a.IsEditable }, false),
	flag("isPersistedOnAssignmentRemoval", "It stays when the access is gone.",
		func(a *entitlement.ResourceAttribute) *bool { return &a.IsPersistedOnAssignmentRemoval }, false),
	field("question", "Asks for the value.",
		func(a *entitlement.ResourceAttribute) *entitlement.Question { return &a.Question }, attributeQuestionForm).must(),
)

var questionMembers = []member[entitlement.Question]{
	fieldOr("@odata.type", "What kind of answer it takes. Default: a choice where there are choices, or else text.",
		func(q *entitlement.Question) *entitlement.QuestionType { return &q.Type }, enum[entitlement.QuestionType](),
		func(q *entitlement.Question) entitlement.QuestionType {
			if len(q.Choices) > 0 {
				return entitlement.QuestionMultipleChoice
			}
			return entitlement.QuestionTextInput
		}),
	field("text", "What people read.", func(q *entitlement.Question) *string { return &q.Text }, text[string]()).must(),
	localizations(func(q *entitlement.Question) *[]entitlement.LocalizedText { return &q.Localizations }),
	flag("isRequired", "Nobody gets access without an answer.",
		func(q *entitlement.Question) *bool { return &q.IsRequired }, false),
	flag("isAnswerEditable", "The answer can be changed later.",
		func(q *entitlement.Question) *bool { return &q.IsAnswerEditable }, false),
	field("sequence", "Display order, smallest first. Default: 0, and the order of the list.",
		func(q *entitlement.Question) *int { return &q.Sequence }, integer()),
	flag("isSingleLineQuestion", "For text: it has one line.",
		func(q *entitlement.Question) *bool { return &q.IsSingleLineQuestion }, false),
	field("regexPattern", "For text: what the whole answer has to match.",
		func(q *entitlement.Question) *string { return &q.RegexPattern }, text[string]()),
	flag("isMultipleSelectionAllowed", "For choices: several may be chosen.",
		func(q *entitlement.Question) *bool { return &q.IsMultipleSelectionAllowed }, false),
	field("choices", "What can be chosen.",
		func(q *entitlement.Question) *[]entitlement.AnswerChoice { return &q.Choices },
		sequence[entitlement.AnswerChoice](choiceForm)),
}

var choiceForm = object("choice", "One of the answers to choose from.",
	field("actualValue", "What is stored. Unique in the question.",
		func(c *entitlement.AnswerChoice) *string { return &c.ActualValue }, text[string]()).must(),
	field("text", "What people read.", func(c *entitlement.AnswerChoice) *string { return &c.Text }, text[string]()).must(),
	localizations(func(c *entitlement.AnswerChoice) *[]entitlement.LocalizedText { return &c.Localizations }),
)

var localizedForm = object("localizedText", "A text in a language.",
	field("languageCode", "Such as de or de-CH.",
		func(l *entitlement.LocalizedText) *string { return &l.LanguageCode }, text[string]()).must(),
	field("text", "What people read.", func(l *entitlement.LocalizedText) *string { return &l.Text }, text[string]()).must(),
)

func localizations[S any](at func(*S) *[]entitlement.LocalizedText) member[S] {
	return field("localizations", "The text in other languages.", at, set[entitlement.LocalizedText](localizedForm))
}
